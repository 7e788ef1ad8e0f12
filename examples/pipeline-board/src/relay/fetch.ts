import type { FetchFunction, GraphQLResponse } from 'relay-runtime';
import { type Quota, quota } from '../state/quota.ts';
import { type ErrorEntry, ServerError, unreachable } from './server-error.ts';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ErrorEntry[];
  readonly extensions?: { readonly fivetran?: { readonly rateLimit?: Quota | null } };
}

/** Sends queries and mutations. What failed in part goes on to Relay, its errors beside it; what failed as a whole is thrown. */
export function fetchFrom(url: string): FetchFunction {
  return async ({ text, name }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: text, operationName: name, variables }),
    }).catch(() => {
      throw unreachable();
    });
    const answer: Answer | undefined = await response.json().catch(() => undefined);
    // What is not JSON is an answer of whatever stands between, in the place of a server that is gone.
    if (answer === undefined) throw unreachable();
    quota.set(answer.extensions?.fivetran?.rateLimit ?? quota.get());
    const failure = failureOf(answer);
    if (failure !== undefined) throw new ServerError(failure);
    if (answer.data == null) throw unreachable();
    return answer as GraphQLResponse;
  };
}

/** The error that leaves nothing to show: of the operation, or of a field at its root, which would look like an empty list. */
const failureOf = ({ data, errors = [] }: Answer): ErrorEntry | undefined =>
  data == null ? errors[0] : errors.find(({ path = [] }) => path.length === 1 && data[path[0] ?? ''] === null);
