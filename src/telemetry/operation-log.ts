import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The part of a logger that is needed here. */
interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Writes one line for each operation: what it was, whose, what it has cost and how it ended; for a subscription, which may
 * last for days, also one when it begins. One that was refused or has failed is a warning; one that failed because of a
 * fault of this server's is an error.
 * @returns what ends it
 */
export function logOperations(log: Log): () => void {
  const write = (message: unknown) => {
    const report = message as { codes: readonly string[]; status: number };
    const failed = report.codes.length > 0 || report.status >= 400 || report.status === 0;
    if (report.codes.includes('INTERNAL_SERVER_ERROR')) log.error(report, 'operation failed');
    else if (failed) log.warn(report, 'operation failed');
    else log.info(report, 'operation');
  };
  const begun = (subscription: unknown) => log.info(subscription as object, 'subscription begun');
  subscribe('fivetran-graphql:operation', write);
  subscribe('fivetran-graphql:subscription', begun);
  return () => {
    unsubscribe('fivetran-graphql:operation', write);
    unsubscribe('fivetran-graphql:subscription', begun);
  };
}
