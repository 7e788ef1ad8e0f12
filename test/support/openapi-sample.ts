import type { Exchange } from './openapi.ts';

/** A JSON object. */
export type Json = Record<string, unknown>;

/** Samples by the document's `operationId`. */
export type Samples = Record<string, Exchange>;

/** Paths on which Fivetran documents the second version of its media type. */
const secondVersion = /^\/v1\/(connections|destinations)(\/[^/]+(\/(sync|resync|test|connect-card|state))?)?$/;

/** An exchange as the product's client makes it. Without `data`, the answer is a code and a message alone. */
export function exchange(
  request: string,
  { body, status = 200, data }: { body?: unknown; status?: number; data?: unknown } = {},
): Exchange {
  const [, method = '', path = ''] = /^(\w+) (.*)$/.exec(request) ?? [];
  const [pathname = ''] = path.split('?');
  return {
    method,
    path,
    requestHeaders: {
      accept: secondVersion.test(pathname) ? 'application/json;version=2' : 'application/json',
      authorization: 'Basic a2V5OnNlY3JldA==',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { requestBody: body }),
    status,
    responseBody: { code: 'Success', message: 'Done', ...(data === undefined ? {} : { data }) },
  };
}

/** A page of a list with another behind it. */
export const page = (...items: Json[]): Json => ({ items, next_cursor: 'eyJza2lwIjoxfQ' });

/** A moment as the API writes it, with microseconds. */
export const moment = '2024-12-01T15:43:29.013729Z';

/** The result of one setup test. */
export const setupTest: Json = { title: 'Host', status: 'PASSED', message: '', details: {} };

/** A copy of the exchange with another value at a JSON pointer into one of its bodies; undefined takes it away. */
export function withValue(
  sample: Exchange,
  side: 'requestBody' | 'responseBody',
  pointer: string,
  value: unknown,
): Exchange {
  if (pointer === '') return { ...sample, [side]: value };
  const body = structuredClone(sample[side]);
  const path = pointer.slice(1).split('/').map(unescapePointer);
  const last = path.pop() ?? '';
  let parent = body as Json;
  for (const name of path) parent = parent[name] as Json;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return { ...sample, [side]: body };
}

const unescapePointer = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** Every value inside `value`, itself included, with its JSON pointer. */
export function* valuesIn(value: unknown, pointer = ''): Generator<[pointer: string, value: unknown]> {
  yield [pointer, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    yield* valuesIn(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}
