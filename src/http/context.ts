import type { YogaInitialContext } from 'graphql-yoga';
import type { Fivetran } from '../fivetran/client.ts';
import type { Partition } from '../fivetran/partition.ts';
import type { Context, ViewerInfo } from '../graphql/builder.ts';
import { createLoaders } from '../loaders/loaders.ts';
import { Selections } from '../plan/selection.ts';
import type { Authenticate } from './authentication.ts';

export interface ContextOptions {
  readonly fivetran: Fivetran;
  readonly authenticate: Authenticate;
  readonly viewer: Omit<ViewerInfo, 'client'>;
  /** REST calls that one operation may make; undefined takes the default of the account's plan. */
  readonly maxCallsPerOperation: number | undefined;
  readonly requestSeconds: number;
  readonly pageSize: number;
}

/** REST calls of one operation by default: a small share of the hour's quota, and of a trial's a fifth. */
const DEFAULT_BUDGET = { paid: 300, trial: 100 } as const;
/** Quotas up to this size are treated as a trial's. */
const SMALL_QUOTA = 5_000;

/** Makes the context of an operation: whose it is, and its own set of loaders. */
export function createContext(options: ContextOptions): (initial: YogaInitialContext) => Context {
  return ({ request }) => {
    const { client, credential, permit } = options.authenticate(request);
    const partition = options.fivetran.partition(credential);
    const timeout = AbortSignal.timeout(options.requestSeconds * 1000);
    const loaders = createLoaders({
      partition,
      permit,
      client,
      deadline: partition.now() + options.requestSeconds * 1000,
      signal: AbortSignal.any([request.signal, timeout]),
      budget: () => options.maxCallsPerOperation ?? defaultBudget(partition),
      fresh: /\bno-cache\b/i.test(request.headers.get('cache-control') ?? ''),
      trace: request.headers.get('x-trace-calls') === 'true',
      pageSize: options.pageSize,
    });
    return { loaders, selections: new Selections(), viewer: { ...options.viewer, client } };
  };
}

function defaultBudget({ quota }: Partition): number {
  const requests = quota.status().find(({ name }) => name === 'requestsHour');
  return (requests?.limit ?? 0) > SMALL_QUOTA ? DEFAULT_BUDGET.paid : DEFAULT_BUDGET.trial;
}
