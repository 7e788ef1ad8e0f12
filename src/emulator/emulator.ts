import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import { CallLog, type CallRecord } from './calls.ts';
import { stoppable, systemClock } from './clock.ts';
import { Credentials, KeptAnswers } from './credentials.ts';
import { senderTo } from './delivery.ts';
import { type FaultRule, Faults } from './faults.ts';
import { type CredentialOption, defaultSwitches, demoLatency, type EmulatorOptions, noLatency } from './options.ts';
import { hash, Random } from './random.ts';
import { routes } from './routes.ts';
import { seedDemo } from './seed/demo.ts';
import { seedSized } from './seed/sized.ts';
import { Account } from './store/account.ts';

export type { CallRecord } from './calls.ts';
export { ManualClock } from './clock.ts';
export type { FaultRule } from './faults.ts';
export type { EmulatorOptions } from './options.ts';
export type { Account } from './store/account.ts';
export type { AccountEvent } from './store/lifecycle.ts';

/** The key that opens the account when no other is named. Worth nothing anywhere else. */
export const emulatorCredential = { key: 'emulator-key', secret: 'emulator-secret' } as const;

export interface Emulator {
  /** Starts to listen on loopback, on a free port unless one is named; gives the base URL. */
  listen(port?: number): Promise<string>;
  /** Cuts every line and stops time: nothing syncs and nothing is delivered any more. */
  close(): Promise<void>;
  /** The base URL, once it listens. */
  readonly url: string;
  readonly credentials: readonly { readonly key: string; readonly secret: string }[];
  /** 'GET /v1/groups?limit=1000', in the order of arrival. */
  readonly calls: readonly string[];
  /** The same calls with key, times and status. */
  readonly log: readonly CallRecord[];
  /** Calls in the air now, and the most there were at once. */
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** How many calls there were by 'METHOD /path'. */
  countsByPath(): Map<string, number>;
  clearCalls(): void;
  /** Scripts a fault; the returned function takes it back. */
  fault(rule: FaultRule): () => void;
  /** The first account, to look at and to change. */
  readonly account: Account;
  /** Waits until no webhook is in the air. */
  settled(): Promise<void>;
  /** An account by the name that `credentials` gave it. */
  accountNamed(name: string): Account;
}

/** Fivetran's REST API v1, in memory. Nothing happens before `listen`. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { clock, stop } = stoppable(options.clock ?? systemClock);
  const seed = options.seed ?? 1;
  const size = options.size ?? 'demo';
  const latency = { ...(size === 'demo' ? demoLatency : noLatency), ...options.latency };
  const switches = { ...defaultSwitches, ...options.switches };
  const credentialOptions: readonly CredentialOption[] = options.credentials ?? [emulatorCredential];
  const send = senderTo(options.webhookHosts ?? [], clock);
  const credentials = new Credentials();
  const accounts = new Map<string, { account: Account; kept: KeptAnswers }>();
  const accountFor = (name: string) => {
    const known = accounts.get(name);
    if (known !== undefined) return known;
    // The first account keeps the seed as it is, so that its data do not depend on what it is called.
    const own = accounts.size === 0 ? seed : seed ^ hash(name);
    const account = new Account({ name, clock, seed: own, quota: options.quota ?? 'paid', latency, switches, send });
    if (size === 'demo') seedDemo(account);
    else seedSized(account, size);
    account.open(options.schedules ?? size === 'demo');
    const entry = { account, kept: new KeptAnswers(account) };
    accounts.set(name, entry);
    return entry;
  };
  for (const option of credentialOptions) {
    const { account, kept } = accountFor(option.account ?? 'demo');
    credentials.add(option, account, kept);
  }
  const { account } = accountFor(credentialOptions[0]?.account ?? 'demo');

  const calls = new CallLog(clock, options.keepCalls ?? 100_000);
  const faults = new Faults(new Random(seed ^ hash('faults')));
  const app = createApp({
    clock,
    calls,
    faults,
    routes,
    callerOf: (authorization) => credentials.callerOf(authorization),
    onExchange: options.onExchange,
    keepAnswers: switches.listsLagWritesMs === 0,
  });
  let server: Server | undefined;
  let url = '';

  return {
    async listen(port = 0) {
      const listening = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(port, '127.0.0.1', resolve);
      });
      url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
      return url;
    },
    async close() {
      stop();
      const closing = server;
      if (closing === undefined) return;
      server = undefined;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
    get url() {
      return url;
    },
    credentials: credentialOptions.map(({ key, secret }) => ({ key, secret })),
    get calls() {
      return calls.lines;
    },
    get log() {
      return calls.records;
    },
    get inFlight() {
      return calls.inFlight;
    },
    get peakInFlight() {
      return calls.peakInFlight;
    },
    countsByPath: () => calls.countsByPath(),
    clearCalls: () => calls.clear(),
    fault: (rule) => faults.add(rule),
    account,
    async settled() {
      for (const each of accounts.values()) await each.account.hooks.settled();
    },
    accountNamed(name) {
      const entry = accounts.get(name);
      if (entry === undefined) throw new Error(`expected one of the accounts ${[...accounts.keys()]}, got '${name}'`);
      return entry.account;
    },
  };
}
