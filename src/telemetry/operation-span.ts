import type { Attributes } from '@opentelemetry/api';

/** What is told of an operation that is over. */
export interface Report {
  readonly name: string | null;
  readonly kind: string | null;
  readonly hash: string | null;
  readonly client: string | null;
  readonly requestId: string;
  readonly codes: readonly string[];
  readonly calls: number;
  readonly retries: number;
  readonly cacheHits: number;
  readonly stale: boolean;
  readonly shared: string | null;
  readonly status: number;
}

/** What a span says of an operation. */
export function attributesOf(report: Report): Attributes {
  const known: Record<string, Attributes[string] | null> = {
    'graphql.operation.name': report.name,
    'graphql.operation.type': report.kind,
    'http.response.status_code': report.status,
    'fivetran_graphql.operation.hash': report.hash,
    'fivetran_graphql.client': report.client,
    'fivetran_graphql.request_id': report.requestId,
    'fivetran_graphql.outcome': report.codes[0] ?? 'ok',
    'fivetran_graphql.calls': report.calls,
    'fivetran_graphql.retries': report.retries,
    'fivetran_graphql.cache_hits': report.cacheHits,
    'fivetran_graphql.stale': report.stale,
    'fivetran_graphql.shared': report.shared,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)) as Attributes;
}
