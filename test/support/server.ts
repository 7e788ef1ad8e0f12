import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { onTestFinished } from 'vitest';
import { type App, type AppParts, createApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { openContract } from './openapi.ts';
import { scraped } from './scraped.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what a test is about
export interface Answer<Data = any> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly extensions?: any;
}

export interface TestServer {
  readonly url: string;
  readonly app: App;
  readonly emulator: Emulator;
  /** Lines of its log so far. When it ends they are looked through for secrets, with its audit log and its metrics. */
  readonly log: readonly string[];
  /** Sends an operation as a client does, over HTTP. */
  query(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** The same with a typed document, whose answer has its type. */
  run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Answer<Data>>;
  /** The calls that reached the emulator since the last look, in order of arrival. */
  calls(): string[];
}

export interface TestOptions {
  readonly emulator?: EmulatorOptions;
  readonly settings?: Record<string, string>;
  readonly parts?: AppParts;
  /** Whether the server registers its webhook with the emulator: a call more, and a webhook more in the account. */
  readonly webhooks?: boolean;
  /** Whether inputs are generated: then what stands under the name of a secret may stand anywhere. */
  readonly generated?: boolean;
}

/**
 * A server as users run it, on a free port of loopback, with an emulator of its own behind it, over real HTTP. Both end
 * with the test. Whatever goes over the wire between them is held against Fivetran's official document.
 */
export async function startServer(options: TestOptions = {}): Promise<TestServer> {
  const contract = openContract();
  const violations: unknown[] = [];
  const emulator = createEmulator({
    size: { groups: 3, connectionsPerGroup: 4, users: 5 },
    latency: { call: 0 },
    ...options.emulator,
    onExchange: (exchange) => {
      violations.push(...(contract?.check(exchange as never) ?? []));
      options.emulator?.onExchange?.(exchange);
    },
  });
  await emulator.listen();
  const { settings = {} } = options;
  const own = (settings.FIVETRAN_CREDENTIALS ?? 'emulator') === 'emulator' && settings.FIVETRAN_API_KEY === undefined;
  const config = testConfig(own ? settings : { FIVETRAN_API_URL: emulator.url, ...settings });
  const said = scraped();
  said.mind(settings);
  said.mindAccount(emulator);
  const app = await createApp(config, said.log, {
    emulator,
    webhooks: options.webhooks ?? false,
    ...(settings.AUDIT_LOG === undefined && { audit: said.audit }),
    ...options.parts,
  });
  const url = await app.listen();
  await app.registered();
  emulator.clearCalls();
  onTestFinished(async () => {
    if (!options.generated) said.mindAccount(emulator);
    await said.scrape(app);
    await app.close();
    await emulator.close();
    said.expectNoSecret();
    if (violations.length > 0)
      throw new Error(`Exchanges not as documented: ${JSON.stringify(violations.slice(0, 5))}`);
  });
  const query: TestServer['query'] = async (query, variables, headers = {}) => {
    if (!options.generated) said.mind([variables, headers]);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  };
  return {
    url,
    app,
    emulator,
    log: said.lines,
    query,
    run: (document, variables) => query(print(document), variables ?? {}),
    calls() {
      const calls = [...emulator.calls];
      emulator.clearCalls();
      return calls;
    },
  };
}

/** The settings of a test: those of the emulator on a free port, unless they are named. */
export function testConfig(settings: Record<string, string> = {}): Config {
  const demo = settings.FIVETRAN_API_KEY === undefined ? { FIVETRAN_CREDENTIALS: 'emulator' } : {};
  // Its lines would stand between those of the tests.
  return readConfig({ PORT: '0', AUDIT_LOG: 'off', ...demo, ...settings }, () => {});
}
