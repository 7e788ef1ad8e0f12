import { describe, expect, it } from 'vitest';
import { files } from '../support/repository.ts';

const layers = ['src/graphql', 'src/loaders', 'src/fivetran', 'src/emulator/routes'] as const;

/** The names that a layer's files have up to their first dot: `connection.inputs.ts` is of `connection`. */
const namesIn = (layer: string) =>
  new Set(
    files().flatMap((path) => {
      const [, name] = path.match(new RegExp(`^${layer}/([\\w-]+)(\\.[\\w-]+)*\\.ts$`)) ?? [];
      return name ?? [];
    }),
  );

const names = new Map(layers.map((layer) => [layer, namesIn(layer)]));
const has = (layer: (typeof layers)[number], name: string) => names.get(layer)?.has(name) ?? false;

/** A resource has a route in the emulator, or is loaded: from an endpoint, or for a type. */
const resources = [...new Set([...names.values()].flatMap((it) => [...it]))]
  .filter(
    (name) =>
      has('src/emulator/routes', name) ||
      (has('src/loaders', name) && (has('src/fivetran', name) || has('src/graphql', name))),
  )
  .sort();

describe('A resource', () => {
  it('is found by its file name', () => {
    expect(resources).toEqual(expect.arrayContaining(['connection', 'destination', 'group', 'user']));
  });

  it.each(resources)('%s has a file in every layer', (name) => {
    expect(layers.filter((layer) => names.get(layer)?.size !== 0 && !has(layer, name))).toEqual([]);
  });
});
