import fc from 'fast-check';
import {
  type ASTVisitor,
  BREAK,
  buildSchema,
  type GraphQLError,
  parse,
  print,
  specifiedRules,
  type ValidationRule,
  validate as validateByReference,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/graphql/validate.ts';
import { rulesFor } from '../../src/graphql/validation-rules.ts';

const schema = buildSchema(/* GraphQL */ `
  directive @mark(word: String!, size: Int = 1) on FIELD | FRAGMENT_SPREAD
  enum Color { RED GREEN }
  input Filter { name: String! color: Color within: Filter }
  interface Thing { id: ID! }
  type Query implements Thing { id: ID! me: Query other: Other thing: Thing list(filter: Filter, first: Int!): [Query] }
  type Other implements Thing { id: ID! size: Int }
  type Mutation { make(name: String!): Query }
  type Subscription { changed: Query removed: ID }
`);

const directives = ['', '', '', '@include(if: $yes)', '@mark', '@mark(word: 1) @mark(word: "a")', '@nobody', '@skip'];
const leaves = ['id', 'id: me', 'nothing', 'me', 'a: id', 'a: size', '__typename', 'changed', 'make', '...F', '...G'];
const fields = [
  'me',
  'other',
  'thing',
  'id',
  'b: me',
  'b: other',
  '... on Query',
  '... on Other',
  '...',
  '... on Color',
];
const lists = [
  'list',
  'list(first: 1)',
  'list(first: "a", first: 2)',
  'list(first: $n, filter: { name: $name, color: BLUE })',
  'list(first: 1, filter: { color: RED, within: { name: "a", name: "b", size: 1 } })',
];
const { selections } = fc.letrec<{ selections: string; field: string }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(fc.constantFrom(...leaves), fc.constantFrom(...directives)).map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constantFrom(...fields, ...lists), fc.constantFrom(...directives), tie('selections'))
      .map((parts) => parts.join(' ')),
  ),
  selections: fc.array(tie('field'), { minLength: 1, maxLength: 4 }).map((parts) => `{ ${parts.join(' ')} }`),
}));
const heads = [
  '',
  'query',
  'query A',
  'query A($yes: Boolean! = true, $n: Int, $name: String)',
  'query B($yes: Query, $yes: Int) @mark(word: "x")',
  'mutation A',
  'subscription S',
  'fragment F on Thing',
  'fragment F on Query',
  'fragment G on Color',
  'fragment H on Nobody',
];
const texts = fc
  .array(
    fc.tuple(fc.constantFrom(...heads), selections).map((parts) => parts.join(' ')),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('\n'));
const documents = texts.map((text) => parse(text));

/** Takes a part of the language out of a text. What is left need not make sense, but it can be parsed. */
const without: readonly ((text: string) => string)[] = [
  (text) => text.replace(/@\w+(\([^)]*\))?/g, ''),
  (text) => text.replace(/\([^()]*\$[^()]*\)/g, ''),
  (text) => text.replace(/\([^()]*\)/g, ''),
  (text) =>
    text
      .replace(/fragment/g, 'query')
      .replace(/ on \w+/g, '')
      .replace(/\.\.\.[FG]\b/g, 'id')
      .replace(/\.\.\./g, 'me'),
  (text) => text.replace(/__typename/g, 'id'),
  (text) => text.replace(/subscription/g, 'query'),
];

/** What is found, or what is thrown: a rule of the reference implementation throws where a subscription has a condition. */
function told(find: () => readonly GraphQLError[]): unknown {
  try {
    return find().map((error) => error.toJSON());
  } catch (error) {
    return `thrown: ${String(error)}`;
  }
}

describe('Validation', () => {
  it('finds what the reference implementation of GraphQL finds, in the same order', () => {
    let wrong = 0;
    const check = (document: ReturnType<typeof parse>, maxErrors: number, hideSuggestions: boolean) => {
      const options = { maxErrors, hideSuggestions };
      const expected = told(() => validateByReference(schema, document, specifiedRules, options));
      expect(told(() => validate(schema, document, specifiedRules, options))).toEqual(expected);
      if (Array.isArray(expected) && expected.length > 0) wrong += 1;
    };
    fc.assert(fc.property(documents, fc.constantFrom(0, 1, 3, 100), fc.boolean(), check), { numRuns: 1000 });
    expect(wrong).toBeGreaterThan(300);
  });

  it('leaves out only rules that have nothing to say', () => {
    let left = 0;
    const check = (text: string, parts: typeof without) => {
      const document = parse(parts.reduce((left, take) => take(left), text));
      const asked = rulesFor(document, specifiedRules);
      const rest = specifiedRules.filter((rule) => !asked.includes(rule));
      expect(
        told(() => validateByReference(schema, document, rest)),
        print(document),
      ).toEqual([]);
      expect(told(() => validate(schema, document, asked))).toEqual(
        told(() => validateByReference(schema, document, specifiedRules)),
      );
      left += rest.length;
    };
    fc.assert(fc.property(texts, fc.subarray([...without]), check), { numRuns: 1000 });
    expect(left).toBeGreaterThan(5000);
  });

  it('shows each rule the nodes that it wants to see, and no others', () => {
    const says = fc.constantFrom(undefined, false, BREAK);
    const kinds = fc.constantFrom('Document', 'OperationDefinition', 'SelectionSet', 'Field', 'Name', 'enter', 'leave');
    const rule = fc.array(fc.tuple(kinds, fc.constantFrom('enter', 'leave', 'both'), fc.nat(4), says), {
      minLength: 1,
      maxLength: 3,
    });
    /** A rule that notes what it is shown, and from one of its nodes on says something. */
    const noting = (
      wanted: readonly (readonly [string, string, number, unknown])[],
      seen: string[],
    ): ValidationRule => {
      return () => {
        const visitor: Record<string, unknown> = {};
        for (const [kind, when, at, said] of wanted) {
          let count = 0;
          const look = (moment: string) => (node: { kind: string; loc?: { start: number } }, key: unknown) => {
            seen.push(`${kind} ${moment} ${node.kind} ${node.loc?.start} ${key}`);
            count += 1;
            return count > at ? said : undefined;
          };
          const generic = kind === 'enter' || kind === 'leave';
          const both = { enter: look('enter'), leave: look('leave') };
          visitor[kind] = generic || when === 'enter' ? look(kind) : when === 'leave' ? { leave: both.leave } : both;
        }
        return visitor as ASTVisitor;
      };
    };
    const check = (document: ReturnType<typeof parse>, rules: Parameters<typeof noting>[0][]) => {
      const run = (way: typeof validate) => {
        const seen = rules.map((): string[] => []);
        way(
          schema,
          document,
          rules.map((wanted, i) => noting(wanted, seen[i] as string[])),
        );
        return seen;
      };
      expect(run(validate)).toEqual(run(validateByReference as typeof validate));
    };
    fc.assert(fc.property(documents, fc.array(rule, { minLength: 1, maxLength: 4 }), check), { numRuns: 500 });
  });
});
