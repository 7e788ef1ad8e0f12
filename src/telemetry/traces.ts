import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { attributesOf, type Report } from './operation-span.ts';

export interface TracesOptions {
  /** Where spans are sent by OTLP over HTTP; `/v1/traces` is added. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** Told each time that spans could not be delivered: they are gone then. */
  readonly onLost: () => void;
}

/** How long a delivery may take, and how long the end of the process waits for the last one; in milliseconds. */
const DELIVERY_MS = 3_000;
const LONGEST_VALUE = 256;

/** Of a carrier only `traceparent` is taken: whatever else a caller sends with it is not passed on. */
const parentOnly: TextMapGetter<object> = {
  keys: () => ['traceparent'],
  get: (carrier, key) => {
    const value = key === 'traceparent' ? Reflect.get(carrier, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  },
};

interface Beginning {
  readonly report: Report;
  readonly carrier: object;
}

interface Batch {
  readonly of: string;
  readonly size: number;
}

interface Call {
  readonly endpoint: { readonly name: string; readonly method: string; readonly path: string };
  readonly number: number;
  readonly headers: Record<string, string>;
  readonly status: number;
  readonly cancelled: boolean;
}

/**
 * Sends a span for each operation, each batch of loads and each call to Fivetran. No span has a variable, an operation's
 * text, a path with its ids or a query string. To be imported only where it is wanted: it is large.
 * @returns what ends it, once the last spans are delivered or cannot be
 */
export function startTraces({ endpoint, serviceName, onLost }: TracesOptions): () => Promise<void> {
  setGlobalErrorHandler(onLost);
  const url = new URL('v1/traces', endpoint.endsWith('/') ? endpoint : `${endpoint}/`).href;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: DELIVERY_MS });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': serviceName })),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: DELIVERY_MS })],
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE },
  });
  const tracer = provider.getTracer('fivetran-graphql');
  const propagator = new W3CTraceContextPropagator();
  /** The span that what runs belongs to. */
  const current = new AsyncLocalStorage<Span>();
  /** Spans by what is told of when they begin and when they end. */
  const spans = new WeakMap<object, Span>();

  const below = (parent: Span | undefined) =>
    parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
  const endOf = (subject: object): Span | undefined => {
    const span = spans.get(subject);
    spans.delete(subject);
    return span;
  };

  const beginOperation = ({ report, carrier }: Beginning): Span => {
    const known = spans.get(report);
    if (known !== undefined) return known;
    const context = propagator.extract(ROOT_CONTEXT, carrier, parentOnly);
    const span = tracer.startSpan('operation', { kind: SpanKind.SERVER }, context);
    spans.set(report, span);
    return span;
  };
  const endOperation = (report: Report) => {
    const span = endOf(report);
    span?.updateName([report.kind ?? 'operation', ...(report.name === null ? [] : [report.name])].join(' '));
    span?.setAttributes(attributesOf(report));
    if (report.codes.length > 0) span?.setStatus({ code: SpanStatusCode.ERROR, message: report.codes.join(', ') });
    span?.end();
  };
  const beginBatch = (batch: Batch): Span => {
    const attributes = { 'fivetran_graphql.batch.size': batch.size };
    const span = tracer.startSpan(`batch ${batch.of}`, { attributes }, below(current.getStore()));
    spans.set(batch, span);
    return span;
  };
  const beginCall = (call: Call) => {
    const { method, path } = call.endpoint;
    const attributes = {
      'http.request.method': method,
      'url.template': path,
      ...(call.number > 1 ? { 'http.request.resend_count': call.number - 1 } : {}),
    };
    const parent = below(current.getStore());
    const span = tracer.startSpan(`${method} ${path}`, { kind: SpanKind.CLIENT, attributes }, parent);
    spans.set(call, span);
    propagator.inject(trace.setSpan(ROOT_CONTEXT, span), call.headers, defaultTextMapSetter);
  };
  const endCall = (call: Call) => {
    const span = endOf(call);
    if (call.status > 0) span?.setAttribute('http.response.status_code', call.status);
    if (call.status < 200 || call.status >= 400) {
      const unanswered = call.cancelled ? 'cancelled' : 'no answer';
      span?.setStatus({ code: SpanStatusCode.ERROR, message: call.status > 0 ? String(call.status) : unanswered });
    }
    span?.end();
  };

  const operations = channel('fivetran-graphql:operation-begun');
  const batches = channel('fivetran-graphql:batch-begun');
  operations.bindStore(current, beginOperation as never);
  batches.bindStore(current, beginBatch as never);
  const listeners: [string, (message: never) => void][] = [
    ['operation-begun', beginOperation],
    ['operation', endOperation],
    ['batch', (batch: Batch) => endOf(batch)?.end()],
    ['call-begun', beginCall],
    ['call', endCall],
  ];
  for (const [name, listener] of listeners) subscribe(`fivetran-graphql:${name}`, listener as never);
  return async () => {
    operations.unbindStore(current);
    batches.unbindStore(current);
    for (const [name, listener] of listeners) unsubscribe(`fivetran-graphql:${name}`, listener as never);
    await Promise.race([provider.shutdown().catch(onLost), pause(DELIVERY_MS)]);
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
