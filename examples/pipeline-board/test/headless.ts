import {
  ConnectionHandler,
  commitLocalUpdate,
  commitMutation,
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getRequest,
  getSingularSelector,
  type ReaderFragment,
  readInlineData,
  requestSubscription,
} from 'relay-runtime';
import listFragment, { type ConnectionList_query$data } from '../src/__generated__/ConnectionList_query.graphql.ts';
import listPageQuery, { type ConnectionListPageQuery } from '../src/__generated__/ConnectionListPageQuery.graphql.ts';
import listQuery, {
  type ConnectionFilter,
  type ConnectionListQuery,
} from '../src/__generated__/ConnectionListQuery.graphql.ts';
import rowFragment, {
  type ConnectionRow_connector$data,
} from '../src/__generated__/ConnectionRow_connector.graphql.ts';
import deleteMutation, {
  type DeleteConnectionMutation,
} from '../src/__generated__/DeleteConnectionMutation.graphql.ts';
import stateFragment, { type state_connector$key } from '../src/__generated__/state_connector.graphql.ts';
import eventsSubscription, {
  type useConnectionEventsSubscription,
} from '../src/__generated__/useConnectionEventsSubscription.graphql.ts';
import pauseMutation, { type usePauseMutation } from '../src/__generated__/usePauseMutation.graphql.ts';
import { createEnvironment } from '../src/relay/environment.ts';

type ConnectionEvent = useConnectionEventsSubscription['response']['connectionEvents'];

/** A connection as it would be shown. */
export interface Shown {
  readonly id: string;
  readonly schema: string | null | undefined;
  readonly paused: boolean | null | undefined;
  readonly syncState: string | null | undefined;
}

/** The board without a page: its compiled documents and its way to the server, over Relay's store alone. */
export function createHeadless(url: string, filter: ConnectionFilter) {
  const environment = createEnvironment(url);
  return {
    /** The first page of the list, which the store keeps from now on. */
    async load(count: number): Promise<void> {
      const variables = { filter, count };
      environment.retain(createOperationDescriptor(getRequest(listQuery), variables));
      await fetchQuery<ConnectionListQuery>(environment, listQuery, variables).toPromise();
    },

    /** The page behind what the store has; the connection handler appends it. */
    async loadNext(count: number): Promise<void> {
      const variables = { filter, count, cursor: pageInfoOf(environment, filter).endCursor };
      await fetchQuery<ConnectionListPageQuery>(environment, listPageQuery, variables).toPromise();
    },

    /** The list as the components see it, by their fragments. */
    list(): readonly Shown[] {
      const { data: root } = environment.lookup(
        createOperationDescriptor(getRequest(listQuery), { filter, count: 0 }).fragment,
      );
      const list = see<ConnectionList_query$data>(environment, listFragment, root);
      return (list.connections?.edges ?? []).flatMap(({ node }) => {
        if (node == null) return [];
        const { id, schema } = see<ConnectionRow_connector$data>(environment, rowFragment, node);
        const { paused, status } = readInlineData<state_connector$key>(stateFragment, node);
        return { id, schema, paused, syncState: status?.syncState };
      });
    },

    hasNext: () => pageInfoOf(environment, filter).hasNextPage,

    remove: (id: string) =>
      new Promise<DeleteConnectionMutation['response']>((resolve, reject) => {
        commitMutation<DeleteConnectionMutation>(environment, {
          mutation: deleteMutation,
          variables: { id },
          onCompleted: resolve,
          onError: reject,
        });
      }),

    pause: (id: string) =>
      new Promise<usePauseMutation['response']>((resolve, reject) => {
        commitMutation<usePauseMutation>(environment, {
          mutation: pauseMutation,
          variables: { id },
          optimisticResponse: {
            connectionPause: { connection: { id, paused: true, status: { syncState: 'PAUSED' } }, userErrors: [] },
          },
          onCompleted: resolve,
          onError: reject,
        });
      }),

    /** Listens until it is told to end. */
    listen: (onEvent: (event: ConnectionEvent) => void): (() => void) =>
      requestSubscription<useConnectionEventsSubscription>(environment, {
        subscription: eventsSubscription,
        variables: {},
        onNext: (response) => response != null && onEvent(response.connectionEvents),
      }).dispose,
  };
}

/** What a component with this fragment is given. */
function see<Data>(environment: Environment, fragment: ReaderFragment, pointer: unknown): Data {
  const selector = getSingularSelector(fragment, pointer);
  if (selector == null) throw new Error(`expected what ${fragment.name} can be read of`);
  return environment.lookup(selector).data as Data;
}

function pageInfoOf(environment: Environment, filter: ConnectionFilter): { endCursor: string; hasNextPage: boolean } {
  let pageInfo = { endCursor: '', hasNextPage: false };
  // An update that updates nothing: the public way to what no fragment has.
  commitLocalUpdate(environment, (store) => {
    const list = ConnectionHandler.getConnection(store.getRoot(), 'ConnectionList_connections', { filter });
    const record = list?.getLinkedRecord('pageInfo');
    pageInfo = {
      endCursor: String(record?.getValue('endCursor')),
      hasNextPage: record?.getValue('hasNextPage') === true,
    };
  });
  return pageInfo;
}
