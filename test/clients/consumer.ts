import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ResultOf, TypedDocumentNode, VariablesOf } from '@graphql-typed-document-node/core';
import {
  ConnectionDocument,
  type ConnectionQueryVariables,
  FailingDocument,
  LiveDocument,
  PagingDocument,
  type PagingQuery,
} from 'fivetran-graphql/operations';
import { buildSchema, validate } from 'graphql';

/**
 * A program that has the package as its dependency. It is compiled against the sources with everything else, and
 * compiled and run against the package by `test/slow/package.test.ts`. It prints how many of its operations do not fit
 * the package's schema.
 */
const sdl = readFileSync(fileURLToPath(import.meta.resolve('fivetran-graphql/schema.graphql')), 'utf8');
const schema = buildSchema(sdl);
const operations = [ConnectionDocument, FailingDocument, LiveDocument, PagingDocument];
process.stdout.write(`${operations.flatMap((operation) => validate(schema, operation)).length}\n`);

/** As every client asks: what it may be given and what it gives follow from the document. */
type Ask = <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) => Data;

export function uses(ask: Ask): unknown[] {
  const page: PagingQuery = ask(PagingDocument, { after: null });
  const cursor: string | undefined = page.connections?.edges[0]?.cursor;
  const state = ask(FailingDocument, {}).connections?.nodes[0]?.status?.setupState;
  const broken: boolean = state === 'BROKEN';
  const byId: ConnectionQueryVariables = { id: 'exact_echo' };
  return [cursor, broken, ask(ConnectionDocument, byId)];
}

/** What does not compile. */
export function misuses(ask: Ask): unknown[] {
  // @ts-expect-error The list may be null: upstream can fail.
  const edges = ask(PagingDocument, {}).connections.edges;
  // @ts-expect-error The operation does not select this.
  const config = ask(PagingDocument, {}).connections?.edges[0]?.node.config;
  // @ts-expect-error It has no such variable.
  const missing = ask(PagingDocument, { before: 'x' });
  // @ts-expect-error A cursor is text.
  const number = ask(PagingDocument, { after: 1 });
  // @ts-expect-error An enum has no such value.
  const value: boolean = ask(FailingDocument, {}).connections?.nodes[0]?.status?.setupState === 'broken';
  // @ts-expect-error There is no such event.
  const types: VariablesOf<typeof LiveDocument> = { types: ['SYNC'] };
  // @ts-expect-error Answers of two operations are two types.
  const other: ResultOf<typeof FailingDocument> = ask(PagingDocument, {});
  return [edges, config, missing, number, value, types, other];
}
