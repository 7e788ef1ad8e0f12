import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A span as it came over the wire. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly ms: number;
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly SentSpan[];
  readonly services: ReadonlySet<unknown>;
  /** All that has come, as text. */
  readonly text: string;
  /** The spans below one of them, in order of their names. */
  below(span: SentSpan | undefined): SentSpan[];
  named(name: string): SentSpan | undefined;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const ERROR = 2;

/** Takes spans by OTLP over HTTP, in JSON, as a collector of OpenTelemetry does. @param status what it answers */
export async function startCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const isTraces = request.method === 'POST' && request.url === '/v1/traces';
    if (isTraces && request.headers['content-type'] === 'application/json')
      bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(isTraces ? status : 404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const resources = () => bodies.flatMap((body) => JSON.parse(body).resourceSpans);
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get text() {
      return bodies.join('\n');
    },
    get services() {
      return new Set(resources().map(({ resource }) => valuesOf(resource.attributes)['service.name']));
    },
    get spans() {
      const scopes = resources().flatMap(({ scopeSpans }) => scopeSpans);
      return scopes.flatMap(({ spans }) => spans).map(spanOf);
    },
    below: (span) =>
      collector.spans
        .filter(({ parentSpanId }) => span !== undefined && parentSpanId === span.spanId)
        .sort((a, b) => a.name.localeCompare(b.name)),
    named: (name) => collector.spans.find((span) => span.name === name),
  };
  return collector;
}

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire
function spanOf({ traceId, spanId, parentSpanId, name, kind, attributes, status, ...times }: any): SentSpan {
  const ms = Number(BigInt(times.endTimeUnixNano) - BigInt(times.startTimeUnixNano)) / 1e6;
  const failed = status.code === ERROR;
  return { traceId, spanId, parentSpanId, name, kind, attributes: valuesOf(attributes), failed, ms };
}

const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
