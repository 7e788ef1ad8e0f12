import { expect, onTestFinished } from 'vitest';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { openContract, type Violation } from '../support/openapi.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests assert
  readonly body: any;
}

export interface Running {
  readonly emulator: Emulator;
  /** 'GET /v1/groups', with a body for POST and PATCH. */
  call(line: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** `call`, and the content of `data`, of a success. */
  data(line: string, body?: unknown): Promise<Answer['body']>;
  /** What the official document does not permit in the answers so far. */
  readonly violations: readonly Violation[];
}

export const basic = (key: string, secret: string) => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

/** An emulator for one test: without latency unless asked, closed at the end, its answers held against the document. */
export async function run(options: EmulatorOptions = {}): Promise<Running> {
  const contract = openContract();
  const violations: Violation[] = [];
  const emulator = createEmulator({
    ...options,
    latency: { call: 0, reload: 0, test: 0, sync: 0, ...options.latency },
    onExchange: (exchange) => {
      options.onExchange?.(exchange);
      if (contract === undefined || exchange.faulty || exchange.operationPath === undefined) return;
      const path = exchange.path.replace('/v1/connectors', '/v1/connections');
      violations.push(...contract.check({ ...exchange, path }).filter(({ where }) => where === 'response'));
    },
  });
  const url = await emulator.listen();
  onTestFinished(async () => {
    await emulator.close();
    expect(violations, 'answers that the official document does not permit').toEqual([]);
  });
  const [credential] = emulator.credentials;
  const authorization = basic(credential?.key ?? '', credential?.secret ?? '');

  const call: Running['call'] = async (line, body, headers = {}) => {
    const [method = 'GET', path = '/'] = line.split(/ (.*)/s);
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization,
        ...(method === 'POST' || method === 'PATCH' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    emulator,
    call,
    async data(line, body) {
      const answer = await call(line, body);
      expect(answer.body, line).toMatchObject({ code: 'Success' });
      return answer.body.data;
    },
    violations,
  };
}
