import SchemaBuilder from '@pothos/core';
import type { Loaders } from '../loaders/loaders.ts';
import type { Selections } from '../plan/selection.ts';

/** What resolvers are given: the operation's loaders, and what is known of its caller. */
export interface Context {
  readonly loaders: Loaders;
  readonly selections: Selections;
  readonly viewer: ViewerInfo;
}

/** What this server knows of the caller by itself. */
export interface ViewerInfo {
  readonly upstream: 'EMULATOR' | 'FIVETRAN';
  readonly mode: 'EMULATOR' | 'SERVER_KEY' | 'PASS_THROUGH';
  readonly scope: 'read' | 'read/write' | 'read/write/delete';
  readonly client: string | null;
}

/** A value that may have to be waited for. What is known already is given without a promise: lists are long. */
export type MaybePromise<Value> = Value | Promise<Value>;

interface OwnTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}

/** What Pothos makes of them, for the helpers that take refs and field builders. */
export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<OwnTypes>;

/** Defines no types itself: every file of a resource adds its own. Fields are nullable unless they say otherwise. */
export const builder = new SchemaBuilder<OwnTypes>({});

builder.queryType({
  description: 'What can be read. Each field says what it costs of the hourly quota of REST calls, where it costs any.',
});
