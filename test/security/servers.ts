import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppParts, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';
import { digestOf, tokenOf } from '../../src/policy/token.ts';
import { scraped } from '../support/scraped.ts';

/** A server of a whole file of tests, in server-key mode, with all that it says kept. */
export interface SecuredServer {
  readonly url: string;
  readonly app: App;
  readonly emulator: Emulator;
  readonly folder: string;
  /** Lines of the log, as they came. */
  readonly log: string[];
  /** Lines of the audit log. */
  readonly audit: Record<string, unknown>[];
  close(): Promise<void>;
}

export interface SecuredOptions {
  /** The clients file's text; undefined where there is none. */
  readonly clients?: string;
  readonly settings?: Record<string, string>;
  readonly emulator?: EmulatorOptions;
  readonly parts?: AppParts;
}

export const serverKey = { key: 'serverKey123', secret: 'planted-server-secret' };

/** A token that is the same in every run. */
export const tokenNumber = (byte: number): string => tokenOf(Buffer.alloc(32, byte));
export const digestNumber = (byte: number): string => digestOf(tokenNumber(byte)).toString('hex');

export async function openServer(options: SecuredOptions = {}): Promise<SecuredServer> {
  const folder = mkdtempSync(join(tmpdir(), 'secured-'));
  const emulator = createEmulator({
    size: { groups: 3, connectionsPerGroup: 4, users: 5 },
    latency: { call: 0 },
    credentials: [serverKey],
    ...options.emulator,
  });
  await emulator.listen();
  const settings: Record<string, string> = {
    PORT: '0',
    FIVETRAN_API_URL: emulator.url,
    FIVETRAN_API_KEY: serverKey.key,
    FIVETRAN_API_SECRET: serverKey.secret,
    FIVETRAN_SCOPE: 'read/write/delete',
    FIVETRAN_PLAN: 'paid',
    ...options.settings,
  };
  if (settings.FIVETRAN_CREDENTIALS === 'passthrough') {
    delete settings.FIVETRAN_API_KEY;
    delete settings.FIVETRAN_API_SECRET;
  }
  if (options.clients !== undefined) {
    settings.CLIENTS_FILE = join(folder, 'clients.yaml');
    writeFileSync(settings.CLIENTS_FILE, options.clients);
  }
  const said = scraped();
  said.mind(settings);
  const audit: Record<string, unknown>[] = [];
  const keep = (line: object) => {
    audit.push(line as Record<string, unknown>);
    said.audit.note(line);
  };
  const app = await createApp(
    readConfig(settings, () => {}),
    said.log,
    { audit: { note: keep, commit: keep }, webhooks: false, ...options.parts },
  );
  const url = await app.listen();
  return {
    url,
    app,
    emulator,
    folder,
    log: said.lines,
    audit,
    async close() {
      said.mindAccount(emulator);
      await said.scrape(app);
      await app.close();
      await emulator.close();
      rmSync(folder, { recursive: true });
      said.expectNoSecret();
    },
  };
}

/** A clients file of one token a client. */
export function clientsFile(clients: Record<string, { token: number; grants: string; more?: string }>): string {
  const entries = Object.entries(clients).map(
    ([name, { token, grants, more = '' }]) =>
      `  - { name: ${name}, tokens: [{ sha256: '${digestNumber(token)}' }], grants: ${grants}${more} }`,
  );
  return ['clients:', ...entries, ''].join('\n');
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what a test is about
  readonly json: any;
  readonly headers: Headers;
}

/** Sends an operation as JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/graphql',
): Promise<Reply> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: parsed(text), headers: response.headers };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const bearer = (byte: number) => ({ authorization: `Bearer ${tokenNumber(byte)}` });
export const basic = (key: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
});
