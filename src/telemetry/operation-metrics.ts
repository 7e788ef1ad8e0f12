import { Counter, Histogram, type Registry } from 'prom-client';
import { FirstNames } from './first-names.ts';

/** What is told of an operation that is over. */
interface Report {
  readonly name: string | null;
  readonly kind: string | null;
  readonly client: string | null;
  readonly codes: readonly string[];
  readonly calls: number;
  readonly shared: string | null;
  readonly status: number;
  readonly ms: number;
}

export interface OperationMetricsOptions {
  readonly prefix: string;
  readonly registers: Registry[];
  /** Whether each client is somebody's Fivetran key: then clients are not told apart. */
  readonly ownKeys: boolean;
}

/** Names of operations, and of clients, that have series of their own. */
const MOST_NAMES = 100;
const ANONYMOUS = 'anonymous';

/** Operations of one type that have the same labels. */
interface Series {
  readonly labels: { readonly operation: string; readonly client: string; readonly outcome: string };
  readonly seconds: { observe(value: number): void };
  count: number;
  calls: number;
}

/**
 * Counts operations. One may take less than 100 microseconds, and a counter of the library's looks its labels up each
 * time: so they are counted in plain numbers, which the counters take when somebody asks for them.
 */
export function countOperations({ prefix, registers, ownKeys }: OperationMetricsOptions): (report: Report) => void {
  const series = new Map<string, Series>();
  const shared = { kept: 0, in_flight: 0 };
  new Counter({
    name: `${prefix}operations_total`,
    help: 'Operations by name, client and outcome: ok, the code of the first error, or gone (the client did not wait)',
    labelNames: ['operation', 'client', 'outcome'] as const,
    registers,
    collect() {
      this.reset();
      for (const { labels, count } of series.values()) this.inc(labels, count);
    },
  });
  new Counter({
    name: `${prefix}operation_rest_calls_total`,
    help: 'Calls to Fivetran that operations have cost, retries apart',
    labelNames: ['operation', 'client'] as const,
    registers,
    collect() {
      this.reset();
      for (const { labels, calls } of series.values()) {
        this.inc({ operation: labels.operation, client: labels.client }, calls);
      }
    },
  });
  new Counter({
    name: `${prefix}answers_shared_total`,
    help: 'Operations that were answered with a whole answer that was kept, or that another operation was making',
    labelNames: ['how'] as const,
    registers,
    collect() {
      this.reset();
      for (const [how, count] of Object.entries(shared)) this.inc({ how }, count);
    },
  });
  const seconds = new Histogram({
    name: `${prefix}operation_duration_seconds`,
    help: 'From a request to the end of its answer; subscriptions are left out',
    labelNames: ['operation', 'type'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const names = new FirstNames(MOST_NAMES);
  const clients = new FirstNames(MOST_NAMES);
  const clientOf = (client: string | null) => {
    if (client === null) return 'unknown';
    return ownKeys ? 'key' : clients.of(client);
  };

  return (report) => {
    const type = report.kind ?? 'unknown';
    const operation = report.name === null ? ANONYMOUS : names.of(report.name);
    const client = clientOf(report.client);
    const outcome = outcomeOf(report);
    const key = `${type} ${operation} ${outcome} ${client}`;
    let own = series.get(key);
    if (own === undefined) {
      const labels = { operation, client, outcome };
      own = { labels, seconds: seconds.labels({ operation, type }), count: 0, calls: 0 };
      series.set(key, own);
    }
    own.count += 1;
    own.calls += report.calls;
    if (type !== 'subscription') own.seconds.observe(report.ms / 1000);
    if (report.shared === 'kept') shared.kept += 1;
    else if (report.shared !== null) shared.in_flight += 1;
  };
}

function outcomeOf({ codes, status }: Report): string {
  const [code] = codes;
  if (code !== undefined) return code;
  if (status === 499) return 'gone';
  return status >= 400 ? `HTTP_${status}` : 'ok';
}
