import type { z } from 'zod';
import type { Area, ListData, Primed, Read, ReadEndpoint, WriteEndpoint } from './endpoint.ts';
import { listOf } from './wire.ts';

type Options = Pick<ReadEndpoint<unknown>, 'name' | 'path' | 'lifetime'> & {
  readonly area: Area | null;
  readonly version2?: boolean;
  readonly pools?: ReadEndpoint<unknown>['pools'];
  readonly tags: (params: Readonly<Record<string, string>>) => readonly string[];
};

const read = { method: 'GET', action: 'read', timeout: 'read', pools: [], version2: false } as const;

/** The row of a GET of one thing. */
export function getOne<Shape extends z.ZodType>(options: Options, data: Shape): ReadEndpoint<z.infer<Shape>> {
  return { ...read, list: false, ...options, data: data as unknown as z.ZodType<z.infer<Shape>> };
}

/** The row of a GET of a list with `cursor` and `limit`. */
export function getList<Shape extends z.ZodType>(
  options: Options,
  item: Shape,
): ReadEndpoint<ListData<z.infer<Shape>>> {
  return { ...read, list: true, ...options, data: listOf(item) as unknown as z.ZodType<ListData<z.infer<Shape>>> };
}

type WriteOptions<Data> = Omit<WriteEndpoint<Data>, 'pools' | 'timeout' | 'version2' | 'data' | 'primes'> &
  Partial<Pick<WriteEndpoint<Data>, 'pools' | 'timeout' | 'version2' | 'primes'>>;

const write = { pools: [], timeout: 'write', version2: false } as const;

/** The row of a write whose answer has data. */
export function writeOne<Shape extends z.ZodType>(
  data: Shape,
  options: WriteOptions<z.infer<Shape>>,
): WriteEndpoint<z.infer<Shape>> {
  return { ...write, ...options, data: data as unknown as z.ZodType<z.infer<Shape>> };
}

/** The row of a write that is answered with a message alone: deletes and triggers. */
export function writeOnly(options: Omit<WriteOptions<undefined>, 'primes'>): WriteEndpoint<undefined> {
  return { ...write, ...options, data: null };
}

/** Says that `data` is what `read` would answer now. */
export function primed<Data>(read: Read<Data>, data: Data): Primed {
  return { read, data };
}

/** The row of a write for the times when it runs setup tests: these draw on pools of their own. */
export function tested<Data>(endpoint: WriteEndpoint<Data>): WriteEndpoint<Data> {
  return { ...endpoint, pools: [...endpoint.pools, 'setupTests'] };
}
