import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { App } from '../../src/app.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { AuditSink } from '../../src/policy/audit.ts';

/** All that a server says of itself while tests run it: its log, its audit log and, at the end, its metrics. */
export interface Scraped {
  readonly log: Logger;
  /** Lines of the log, as they came. */
  readonly lines: string[];
  readonly audit: AuditSink;
  /** Remembers every secret in a value: settings, variables, a body. */
  mind(value: unknown): void;
  /** Remembers the secrets of the account that is behind the server. */
  mindAccount(emulator: Emulator): void;
  /** Fetches what is told at an endpoint. Before the server ends. */
  scrape(app: App): Promise<void>;
  /** @throws where a secret was told */
  expectNoSecret(): void;
}

/** Shorter ones stand in ordinary words. */
const SHORTEST = 8;
/** Keys of settings, configs and bodies under which a secret stands, however they are written. */
const SECRET = /password|passphrase|secret|private_?key|api_?key|(^|_)token$|^authorization$/i;
/** A token of this server, a credential as a header has it, and what the emulator makes for a secret. */
const FORMS = /fgql_[\w-]{43}|\b(?:Basic|Bearer) +[\w+/=.-]{8,}|\b[0-9a-f]{32}\b/g;

/** Masked already, or an id as Fivetran makes them: generated inputs put those anywhere. */
const PLAIN = /^(\*+|[a-z]+_[a-z]+)$/;

/** Keeps what a server says, to look for secrets in it when it ends: so every test that runs one looks for them. */
export function scraped(): Scraped {
  const lines: string[] = [];
  const others: string[] = [];
  const secrets = new Set<string>();
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const keep = (line: object) => void others.push(JSON.stringify(line));
  const mind = (value: unknown, under = ''): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) mind(inner, Array.isArray(value) ? under : key);
    } else if (typeof value === 'string' && value.length >= SHORTEST && SECRET.test(under) && !PLAIN.test(value)) {
      for (const form of formsOf(value)) secrets.add(form);
    }
  };
  return {
    log: pino({ level: 'trace', base: null }, sink),
    lines,
    audit: { note: keep, commit: keep },
    mind,
    mindAccount({ account, credentials }) {
      for (const { key, secret } of credentials) mind({ secret, basic: { secret: `${key}:${secret}` } });
      mind([account.connections.list(), account.destinations.list(), account.webhooks.list()]);
    },
    async scrape(app) {
      // Whoever has ended the server in the test has no metrics of it.
      const metrics = await fetch(`${app.managementUrl()}/metrics`).catch(() => undefined);
      if (metrics?.status === 200) others.push(await metrics.text());
      else await metrics?.body?.cancel();
    },
    expectNoSecret() {
      for (const text of [...lines, ...others]) {
        const [form] = (text.match(FORMS) ?? []).filter((found) => !/^[0-9a-f]{32}$/.test(found) || secrets.has(found));
        const told = form ?? [...secrets].find((secret) => text.includes(secret));
        if (told !== undefined) throw new Error(`The server has told a secret, ${told}: ${text.slice(0, 500)}`);
      }
    },
  };
}

/** A secret as it is, and as it might be hidden. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
];
