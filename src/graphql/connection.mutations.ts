import { connectionWrites } from '../loaders/connection.writes.ts';
import { ConnectionCreateInput, ConnectionUpdateInput, createBody, updateBody } from './connection.inputs.ts';
import { cardField, connectionField, type Done, testFields, told } from './connection.payload.ts';
import { deletion } from './deletion.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { ConnectorNode } from './types.ts';

mutation('connectionCreate', {
  description:
    'Makes a connection in a group, and runs its setup tests: a test that fails is no error, the connection is made all the same. Draws on the pools of connection creation and, with tests, of setup tests; may take minutes.',
  payload: payload<Done>('ConnectionCreatePayload', (t) => ({
    connection: connectionField(t),
    ...testFields(t),
    connectCard: cardField(t),
  })),
  args: (arg) => ({ input: arg({ type: ConnectionCreateInput.type, required: true, description: 'What to make.' }) }),
  writer: connectionWrites.create,
  selector: ['input', 'group'],
  draft: ({ input }, problems) => connectionWrites.create({}, createBody(input, problems)),
  done: (made, _, __, { body }): Done => ({ ...told(made, body), card: made.connect_card }),
});

mutation('connectionUpdate', {
  description:
    'Changes settings of a connection. Setup tests run when config, auth or networking are set, and draw on their own pools; may take minutes then.',
  payload: payload<Done>('ConnectionUpdatePayload', (t) => ({ connection: connectionField(t), ...testFields(t) })),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: ConnectionUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: connectionWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) =>
    connectionWrites.update({ connectionId: problems.id(id, ConnectorNode, ['id']) }, updateBody(input, problems)),
  done: (changed, _, __, { body }) => told(changed, body),
});

const PAUSING = {
  connectionPause: { paused: true, description: 'Pauses a connection. Spends no setup test.' },
  connectionResume: {
    paused: false,
    description: 'Lets a paused connection sync again, by its schedule. Spends no setup test.',
  },
} as const;

for (const [name, { paused, description }] of Object.entries(PAUSING)) {
  mutation(name, {
    description,
    payload: payload<Done>(`${name[0]?.toUpperCase()}${name.slice(1)}Payload`, (t) => ({
      connection: connectionField(t),
    })),
    args: (arg) => ({ id: idArg(arg) }),
    writer: connectionWrites.pause,
    selector: ['id'],
    draft: ({ id }, problems) => pauseOf(problems.id(id, ConnectorNode, ['id']), paused),
    done: (connection): Done => ({ connection }),
  });
}

/** Pauses or resumes; never tests. */
export const pauseOf = (connectionId: string, paused: boolean) =>
  connectionWrites.pause({ connectionId }, { paused, run_setup_tests: false });

deletion('connectionDelete', {
  description: 'Deletes a connection. What it has loaded stays in the destination.',
  type: ConnectorNode,
  writer: connectionWrites.delete,
  param: 'connectionId',
});
