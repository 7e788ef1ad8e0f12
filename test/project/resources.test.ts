import { describe, expect, it } from 'vitest';
import { files } from '../support/repository.ts';

/** The names that a layer's files have up to their first dot: `connection.inputs.ts` is of `connection`. */
const namesIn = (layer: string): ReadonlySet<string> =>
  new Set(
    files()
      .filter((path) => path.startsWith(`src/${layer}/`))
      .map((path) => path.replace(/^.*\//, '').replace(/\..*$/, '')),
  );

const layers = {
  graphql: namesIn('graphql'),
  loaders: namesIn('loaders'),
  fivetran: namesIn('fivetran'),
  emulator: namesIn('emulator'),
};

/** What GraphQL has a word of its own for. */
const graphqlName = (resource: string) => (resource === 'account' ? 'viewer' : resource);

/** A resource is what is loaded: from endpoints, or for a type. */
const resources = [...layers.loaders].filter(
  (name) => layers.fivetran.has(name) || layers.graphql.has(graphqlName(name)),
);

describe('A resource', () => {
  it('is found by its file name', () => {
    expect(resources).toEqual(expect.arrayContaining(['account', 'connection', 'destination', 'group', 'user']));
  });

  it.each(resources)('%s has a file in every layer', (name) => {
    const found = Object.entries(layers).filter(([layer, names]) =>
      names.has(layer === 'graphql' ? graphqlName(name) : name),
    );
    expect(found.map(([layer]) => layer)).toEqual(Object.keys(layers));
  });
});
