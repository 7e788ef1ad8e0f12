import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countOperations } from './operation-metrics.ts';

/** The state of one window of the quota. */
interface PoolStatus {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  /** Calls of the limit that reads leave to others. */
  readonly reserve: number;
}

/** What is not told of but looked at, each time that somebody asks for the metrics. */
export interface Observed {
  /** The quotas in use, one for each account. */
  readonly quotas: () => Iterable<{ readonly waiting: number; status(): readonly PoolStatus[] }>;
  /** Reads so far, by where their answers came from. */
  readonly reads: () => Readonly<Record<string, number>>;
  readonly cache: () => { readonly bytes: number; readonly maxBytes: number; readonly evictions: number };
  /** Whether no call is sent to Fivetran, because it does not answer. */
  readonly isCutOff: () => boolean;
  readonly subscribers: () => number;
  /** What this replica knows of the others; undefined where there are none. */
  readonly store: () => { readonly shared: boolean; readonly replicas: number } | undefined;
  /** Whether each client is somebody's Fivetran key: then clients are not told apart. */
  readonly ownKeys: boolean;
}

export interface Metrics {
  /** All metrics in Prometheus' text format. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
  /** Stops to count. */
  close(): void;
}

/** Names of all metrics of this server begin so; those of Node and of the process have the names that they have everywhere. */
const PREFIX = 'fivetran_graphql_';

/**
 * Counts what the channels tell of in a registry of its own. No label is a secret, an id, or a name that anybody can make
 * without bound.
 */
export function createMetrics(observed: Observed): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const listeners: (readonly [string, ChannelListener])[] = [];
  const on = <Message>(channel: string, listener: (message: Message) => void) => {
    const name = `fivetran-graphql:${channel}`;
    subscribe(name, listener as ChannelListener);
    listeners.push([name, listener as ChannelListener]);
  };
  on('operation', countOperations({ prefix: PREFIX, registers, ownKeys: observed.ownKeys }));
  on('call', countCalls(registers));
  on('webhook', countWebhooks(registers));
  on('unrecognized-enum-value', countUnrecognized(registers));
  on('audit-failure', countAuditFailures(registers));
  observe(registers, observed);
  let isProcessObserved = false;
  return {
    async scrape() {
      // These look at the event loop all the time, so they begin with the first who wants to know.
      if (!isProcessObserved) collectDefaultMetrics({ register: registry });
      isProcessObserved = true;
      return { type: registry.contentType, text: await registry.metrics() };
    },
    close() {
      for (const [name, listener] of listeners) unsubscribe(name, listener);
    },
  };
}

interface Call {
  readonly endpoint: { readonly method: string; readonly path: string };
  readonly status: number;
  readonly cancelled: boolean;
  readonly askedAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly number: number;
}

function countCalls(registers: Registry[]) {
  const labelNames = ['method', 'endpoint'] as const;
  const calls = new Counter({
    name: `${PREFIX}rest_calls_total`,
    help: "Calls that were sent to Fivetran, by the answer's status; none: no answer came; cancelled: nobody waited for it",
    labelNames: [...labelNames, 'status'] as const,
    registers,
  });
  const retries = new Counter({
    name: `${PREFIX}rest_retries_total`,
    help: 'Calls that were sent again after a failure',
    registers,
  });
  const seconds = new Histogram({
    name: `${PREFIX}rest_call_duration_seconds`,
    help: 'From when a call was sent until its whole answer was there',
    labelNames,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const waited = new Histogram({
    name: `${PREFIX}quota_wait_seconds`,
    help: 'How long a call waited for its share of the quota before it was sent',
    buckets: [0.001, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  return ({ endpoint, status, cancelled, askedAt, sentAt, endedAt, number }: Call) => {
    const { method, path } = endpoint;
    const unanswered = cancelled ? 'cancelled' : 'none';
    calls.inc({ method, endpoint: path, status: status === 0 ? unanswered : String(status) });
    if (number > 1) retries.inc();
    seconds.observe({ method, endpoint: path }, (endedAt - sentAt) / 1000);
    waited.observe((sentAt - askedAt) / 1000);
  };
}

function countWebhooks(registers: Registry[]) {
  const webhooks = new Counter({
    name: `${PREFIX}webhooks_received_total`,
    help: 'Bodies that came in as webhooks, by what became of them',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['new', 'not_signed']) webhooks.inc({ outcome }, 0);
  return ({ kind, why = kind }: { readonly kind: string; readonly why?: string }) =>
    webhooks.inc({ outcome: why.replaceAll(' ', '_') });
}

function countUnrecognized(registers: Registry[]) {
  const values = new Counter({
    name: `${PREFIX}unrecognized_enum_values_total`,
    help: 'Values of closed sets that Fivetran has sent and this schema does not know',
    labelNames: ['enum'] as const,
    registers,
  });
  return (message: { readonly enum: string }) => values.inc({ enum: message.enum });
}

function countAuditFailures(registers: Registry[]) {
  const failures = new Counter({
    name: `${PREFIX}audit_write_failures_total`,
    help: 'Times that lines of the audit log could not be written',
    registers,
  });
  const lost = new Counter({
    name: `${PREFIX}audit_lines_lost_total`,
    help: 'Lines of the audit log that were given up because they could not be written',
    registers,
  });
  return (message: { readonly lost: number }) => {
    failures.inc();
    lost.inc(message.lost);
  };
}

function observe(registers: Registry[], { quotas, reads, cache, isCutOff, subscribers, store }: Observed): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: PREFIX + name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('cache_bytes', 'Memory taken by what was read', () => cache().bytes);
  gauge('cache_max_bytes', 'Memory that what was read may take', () => cache().maxBytes);
  gauge('circuit_open', '1 while no call is sent, because Fivetran does not answer', () => Number(isCutOff()));
  gauge('store_gone', '1 while the Redis that replicas share does not answer', () => Number(store()?.shared === false));
  gauge('replicas', 'Replicas that share the quota, as last known here', () => store()?.replicas ?? 1);
  gauge('subscribers', 'Subscriptions that are open', subscribers);
  gauge('quota_waiting', 'Calls that wait for their share of the quota', () =>
    [...quotas()].reduce((sum, { waiting }) => sum + waiting, 0),
  );
  new Counter({
    name: `${PREFIX}cache_evictions_total`,
    help: 'Answers that were given up because the cache was full',
    registers,
    collect() {
      this.reset();
      this.inc(cache().evictions);
    },
  });
  new Counter({
    name: `${PREFIX}reads_total`,
    help: 'Reads by where their answers came from: wire, flight (another had asked already), cache, or stale (cache, too old)',
    labelNames: ['from'] as const,
    registers,
    collect() {
      this.reset();
      for (const [from, count] of Object.entries(reads())) this.inc({ from }, count);
    },
  });
  const pools = ['limit', 'remaining', 'reserve'] as const;
  const help = {
    limit: 'Calls that a window of the quota has',
    remaining: 'Calls that are left of it',
    reserve: 'Calls of it that reads leave to others',
  };
  for (const part of pools) {
    new Gauge({
      name: `${PREFIX}quota_${part}`,
      help: `${help[part]}, as known here; of several accounts, the one that has least left`,
      labelNames: ['pool'] as const,
      registers,
      collect() {
        for (const pool of scarcest(quotas())) this.set({ pool: pool.name }, pool[part]);
      },
    });
  }
}

/** Each window of the account whose share of it is smallest: an account's name is an id, so it is no label. */
function scarcest(quotas: ReturnType<Observed['quotas']>): Iterable<PoolStatus> {
  const least = new Map<string, PoolStatus>();
  for (const quota of quotas) {
    for (const pool of quota.status()) {
      const other = least.get(pool.name);
      if (other === undefined || pool.remaining / pool.limit < other.remaining / other.limit)
        least.set(pool.name, pool);
    }
  }
  return least.values();
}
