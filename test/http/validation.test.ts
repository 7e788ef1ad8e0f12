import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphqlSchema } from '../../src/graphql/schema-build.ts';
import { startServer } from '../support/server.ts';

const WITHOUT_DIRECTIVES = [
  '{ groups { nodes { a: name a: fivetranId } } }',
  '{ groups { nodes { nothing } } }',
  '{ groups(first: "1") { nodes { name } } }',
  'query Q($id: ID!) { group(id: $id, id: "a") { name(first: 1) } }',
  '{ groups { nodes { ...F } } } fragment F on Group { ...F name { length } }',
  'query A($unused: Int) { groups { nodes } viewer { scope } }',
];

describe('What is wrong with an operation', () => {
  it.each(WITHOUT_DIRECTIVES)('is told as the specification has it, and once: %s', async (query) => {
    const server = await startServer();
    const { errors = [] } = await server.query(query);
    const expected = validate(graphqlSchema, parse(query)).map(({ message }) => message);
    expect(expected.length).toBeGreaterThan(0);
    expect(errors.map((error) => error.message).sort()).toEqual(expected.sort());
  });

  it.each([
    ['{ groups @nobody { nodes { name } } }', 'Unknown directive "@nobody".'],
    ['{ groups @skip { nodes { name } } }', 'Directive "@skip" argument "if" of type "Boolean!" is required'],
    ['{ groups @skip(if: false) @skip(if: false) { nodes { name } } }', 'can only be used once at this location'],
    ['{ groups { nodes { name @stream } } }', 'Stream directive cannot be used on non-list field "name"'],
    ['{ ... @defer(label: "a") { groups { nodes { name } } } ... @defer(label: "a") { viewer { scope } } }', 'label'],
  ])('is told of directives too: %s', async (query, said) => {
    const server = await startServer();
    const { errors = [] } = await server.query(query);
    expect(errors.map(({ message }) => message).join()).toContain(said);
  });
});
