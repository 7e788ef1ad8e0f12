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

/** Counts operations. An operation may take less than 100 microseconds, so what counts it is looked up, not made. */
export function countOperations({ prefix, registers, ownKeys }: OperationMetricsOptions): (report: Report) => void {
  const labelNames = ['operation', 'client', 'outcome'] as const;
  const operations = new Counter({
    name: `${prefix}operations_total`,
    help: 'Operations by name, client and outcome: ok, the code of the first error, or gone (the client did not wait)',
    labelNames,
    registers,
  });
  const calls = new Counter({
    name: `${prefix}operation_rest_calls_total`,
    help: 'Calls to Fivetran that operations have cost, retries apart',
    labelNames: ['operation', 'client'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: `${prefix}operation_duration_seconds`,
    help: 'From a request to the end of its answer; subscriptions are left out',
    labelNames: ['operation', 'type'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const shared = new Counter({
    name: `${prefix}answers_shared_total`,
    help: 'Operations that were answered with a whole answer that was kept, or that another operation was making',
    labelNames: ['how'] as const,
    registers,
  });
  const kept = shared.labels('kept');
  const joined = shared.labels('in_flight');
  kept.inc(0);
  joined.inc(0);
  const names = new FirstNames(MOST_NAMES);
  const clients = new FirstNames(MOST_NAMES);

  const clientOf = (client: string | null) => {
    if (client === null) return 'unknown';
    return ownKeys ? 'key' : clients.of(client);
  };
  const seriesOf = (operation: string, type: string, client: string, outcome: string) => ({
    count: operations.labels({ operation, client, outcome }),
    calls: calls.labels({ operation, client }),
    seconds: seconds.labels({ operation, type }),
  });
  const series = new Map<string, ReturnType<typeof seriesOf>>();

  return (report) => {
    const type = report.kind ?? 'unknown';
    const operation = report.name === null ? ANONYMOUS : names.of(report.name);
    const client = clientOf(report.client);
    const outcome = outcomeOf(report);
    const key = `${type} ${operation} ${outcome} ${client}`;
    let own = series.get(key);
    if (own === undefined) {
      own = seriesOf(operation, type, client, outcome);
      series.set(key, own);
    }
    own.count.inc();
    if (type !== 'subscription') own.seconds.observe(report.ms / 1000);
    if (report.calls > 0) own.calls.inc(report.calls);
    if (report.shared === 'kept') kept.inc();
    else if (report.shared !== null) joined.inc();
  };
}

function outcomeOf({ codes, status }: Report): string {
  const [code] = codes;
  if (code !== undefined) return code;
  if (status === 499) return 'gone';
  return status >= 400 ? `HTTP_${status}` : 'ok';
}
