import type { Connection } from '../fivetran/connection.ts';
import type { ConnectCard } from '../fivetran/connection.writes.ts';
import type { SetupTest as SetupTestShape } from '../fivetran/wire.ts';
import { builder, type Context } from './builder.ts';
import { ConnectionSetupState } from './connection.status.ts';
import { encodeGlobalId } from './global-id.ts';
import { Handle, type Parent } from './handle.ts';
import type { payload } from './mutation.ts';
import { SetupTest } from './setup.ts';
import { ConnectorNode } from './types.ts';

/** What a mutation of a connection has done. */
export interface Done {
  readonly connection: Parent<Connection>;
  /** Absent where no tests ran. */
  readonly tests?: readonly SetupTestShape[];
  readonly card?: ConnectCard | null | undefined;
}

const ConnectCardType = builder.objectRef<ConnectCard>('ConnectCard').implement({
  description:
    'Opens a page of Fivetran on which somebody sets a connection up. Whoever has it can do so: keep it as a secret.',
  fields: (t) => ({
    token: t.string({ description: 'A token for this connection alone.', resolve: ({ token }) => token ?? null }),
    uri: t.string({ description: 'The page; valid for a day.', resolve: ({ uri }) => uri ?? null }),
  }),
});

export type Fields = Parameters<Parameters<typeof payload<Done>>[1]>[0];

export const connectionField = (t: Fields) =>
  t.field({
    type: ConnectorNode.ref,
    description: 'The connection as it is now.',
    resolve: ({ done }) => done?.connection ?? null,
  });

export const testFields = (t: Fields) => ({
  setupTests: t.field({
    type: [SetupTest],
    description: 'How its setup tests ended: a test that failed is no error. Null where none were run.',
    resolve: ({ done }) => (done?.tests === undefined ? null : [...done.tests]),
  }),
  setupState: t.field({
    type: ConnectionSetupState.type,
    description: 'What the tests have made of its state.',
    resolve: ({ done }) =>
      done === null || done.connection instanceof Handle
        ? null
        : ConnectionSetupState.of(done.connection.status?.setup_state),
  }),
});

export const cardField = (t: Fields) =>
  t.field({
    type: ConnectCardType,
    description: 'What opens the Connect Card; a secret.',
    resolve: ({ done }) => done?.card ?? null,
  });

/** What an answer tells of the connection that it has. */
export const told = (connection: Connection, body: unknown): Done => ({
  connection,
  ...((body as { run_setup_tests?: boolean } | undefined)?.run_setup_tests === false
    ? {}
    : { tests: connection.setup_tests ?? [] }),
});

/** A connection that the answer does not have: it is read, by its details, where more than its ids is selected. */
export const readAnew = (id: string, { loaders }: Context): Parent<Connection> =>
  new Handle(ConnectorNode.name, encodeGlobalId(ConnectorNode.tag, [id]), () => loaders.connection.details(id));
