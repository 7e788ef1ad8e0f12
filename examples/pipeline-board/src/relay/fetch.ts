import type { FetchFunction, GraphQLResponse } from 'relay-runtime';
import { type Quota, quota } from '../state/quota.ts';
import { type ErrorEntry, ServerError, unreachable } from './server-error.ts';

interface Answer {
  readonly data?: object | null;
  readonly errors?: readonly ErrorEntry[];
  readonly extensions?: { readonly fivetran?: { readonly rateLimit?: Quota | null } };
}

/** Sends queries and mutations. An answer with some data goes on to Relay, its errors beside it; one without is thrown. */
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
    const [first] = answer.errors ?? [];
    if (answer.data == null) throw first === undefined ? unreachable() : new ServerError(first);
    return answer as GraphQLResponse;
  };
}
