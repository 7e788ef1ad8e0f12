import type { z } from 'zod';
import type { Area, ListData, ReadEndpoint } from './endpoint.ts';
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
  return { ...read, ...options, data: data as unknown as z.ZodType<z.infer<Shape>> };
}

/** The row of a GET of a list with `cursor` and `limit`. */
export function getList<Shape extends z.ZodType>(
  options: Options,
  item: Shape,
): ReadEndpoint<ListData<z.infer<Shape>>> {
  return { ...read, ...options, data: listOf(item) as unknown as z.ZodType<ListData<z.infer<Shape>>> };
}
