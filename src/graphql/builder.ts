import SchemaBuilder from '@pothos/core';
import type { ConnectionEvent } from '../events/event.ts';
import type { Channel } from '../events/hub.ts';
import type { Queue } from '../events/queue.ts';
import type { Loaders } from '../loaders/loaders.ts';
import type { Selections } from '../plan/selection.ts';

/** What resolvers are given: the operation's loaders, and what is known of its caller. */
export interface Context {
  readonly loaders: Loaders;
  readonly selections: Selections;
  readonly viewer: ViewerInfo;
  /** The events that the caller may hear of. */
  readonly feed: () => EventFeed;
  /** The same with the key that has come in the place of one that Fivetran has refused; undefined where none has. */
  readonly renewed: () => Pick<Context, 'loaders' | 'selections' | 'feed'> | undefined;
}

/** A caller's share of what happens in the account. */
export interface EventFeed extends Channel {
  /** Tells the caller from every other: what one may see another may not. */
  readonly key: string;
  /** Loaders for what is behind an event: they read nothing from before it, and are shared with what comes soon after it. */
  loadersFor(event: ConnectionEvent): Promise<Loaders>;
  /** Whether the key that the caller is served with can list a connection; an event of none has `null`. */
  canList(connection: string | null): boolean | Promise<boolean>;
  /** Ends what waits for the caller when it goes away, or may not be served any more. */
  bind(queue: Queue): void;
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
