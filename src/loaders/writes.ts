import { type Body, callOf, isPathSegment, type Write, type WriteEndpoint } from '../fivetran/endpoint.ts';

/** Makes the calls of one kind of write, and tells what kind that is. Sends nothing. */
export interface Writer<Data> {
  (params?: Readonly<Record<string, string>>, body?: Body): Write<Data>;
  readonly endpoint: WriteEndpoint<Data>;
}

/**
 * The writer of an endpoint's row.
 * @param whenTested what the row is while `run_setup_tests` is sent as true
 */
export function writerOf<Data>(
  endpoint: WriteEndpoint<Data>,
  whenTested: (endpoint: WriteEndpoint<Data>) => WriteEndpoint<Data> = (row) => row,
): Writer<Data> {
  const withTests = whenTested(endpoint);
  const write: Writer<Data> = Object.assign(
    (params: Readonly<Record<string, string>> = {}, body?: Body): Write<Data> => ({
      ...callOf<Data, WriteEndpoint<Data>>(body?.run_setup_tests === true ? withTests : endpoint, params),
      ...(body === undefined ? {} : { body }),
    }),
    { endpoint },
  );
  return write;
}

/** Whether a call can name what it is about: nothing can have such a name where it cannot. */
export const namesSomething = ({ params }: Write<unknown>): boolean => Object.values(params).every(isPathSegment);
