import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { startServer, type TestServer } from '../support/server.ts';

const typed = <Data, Variables>(text: string) => parse(text) as TypedDocumentNode<Data, Variables>;

interface Node {
  readonly id: string;
  readonly fivetranId: string;
  readonly paused: boolean;
  readonly status: { readonly syncState: string };
}

export interface List {
  readonly connections: {
    readonly edges: readonly { readonly node: Node }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** What the clients have in their caches, five a page. */
export const LIST = typed<List, { after?: string | null }>(`
  query List($after: String) {
    connections(first: 5, after: $after) {
      edges { node { id fivetranId paused status { syncState } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** Gives the connection as it is then, with its id: no client needs to be told what has changed. */
export const PAUSE = typed<{ connectionPause: { userErrors: readonly object[] } }, { id: string }>(`
  mutation Pause($id: ID!) {
    connectionPause(id: $id) { connection { id paused } userErrors { message } }
  }
`);

/** Gives the id that is to be taken out of the cache. */
export const DELETE = typed<{ connectionDelete: { deletedId: string | null } }, { id: string }>(`
  mutation Delete($id: ID!) {
    connectionDelete(id: $id) { deletedId userErrors { message } }
  }
`);

/** Gives the connection as it is after the event, with its id. */
export const EVENTS = typed<
  { connectionEvents: { type: string; connection: Pick<Node, 'id' | 'status'> } },
  Record<string, never>
>(`
  subscription Events {
    connectionEvents(types: [SYNC_START]) { type connection { id status { syncState } } }
  }
`);

export const nodesOf = (data: List | undefined): readonly Node[] =>
  data?.connections.edges.map(({ node }) => node) ?? [];

/** Twelve connections, of which none syncs unless it is told to, and then without an end. */
export const startAccount = (): Promise<TestServer> =>
  startServer({
    webhooks: true,
    emulator: {
      schedules: false,
      latency: { call: 0, sync: Number.POSITIVE_INFINITY },
      size: { groups: 3, connectionsPerGroup: 4 },
    },
  });

/** Fivetran's id of a connection that can be synced and paused. */
export function idle({ emulator }: TestServer): string {
  const found = emulator.account.connections
    .list()
    .find(({ paused, status }) => !paused && status.setup_state === 'connected' && status.sync_state === 'scheduled');
  if (found === undefined) throw new Error('expected a connection that waits for its next sync');
  return found.id;
}
