import type { LogService, LogServiceExtended } from '../fivetran/log-service.ts';
import type { SetupTest as SetupTestShape } from '../fivetran/wire.ts';
import { logServiceWrites } from '../loaders/log-service.writes.ts';
import { notEmpty } from './checks.ts';
import { deletion } from './deletion.ts';
import { encodeGlobalId } from './global-id.ts';
import { Handle, type Parent } from './handle.ts';
import { flag, inputOf, object, refersTo, text } from './input.ts';
import { idArg, mutation, payload } from './mutation.ts';
import { SetupTest } from './setup.ts';
import { GroupNode, LogServiceNode } from './types.ts';

const ENABLED = { enabled: flag('Whether logs are sent.') };
const TESTS = { runSetupTests: flag('Whether to run the setup tests; they draw on no pool of their own.') };
const CONFIG = 'Settings of its service, by their REST names; passed through untouched.';

const LogServiceCreateInput = inputOf(
  'LogServiceCreateInput',
  'A log service to be made.',
  {
    group: refersTo(GroupNode, {
      required: true,
      wire: 'group_id',
      description: 'The group whose logs are sent; it has at most one log service.',
    }),
    service: text({
      required: true,
      description: 'What it is: `datadog_log`, `cloudwatch` and so on.',
      check: notEmpty,
    }),
    ...ENABLED,
    config: object({ required: true, description: CONFIG }),
    ...TESTS,
  },
  [],
);

const LogServiceUpdateInput = inputOf(
  'LogServiceUpdateInput',
  'What to change of a log service; what is absent stays as it is.',
  { ...ENABLED, config: object({ description: CONFIG }), ...TESTS },
  [],
);

interface Done {
  readonly logService: Parent<LogService>;
  /** Absent where no tests ran. */
  readonly tests?: readonly SetupTestShape[];
}

type Fields = Parameters<Parameters<typeof payload<Done>>[1]>[0];

const fields = (t: Fields) => ({
  logService: t.field({
    type: LogServiceNode.ref,
    description: 'The log service as it is now.',
    resolve: ({ done }) => done?.logService ?? null,
  }),
  setupTests: t.field({
    type: [SetupTest],
    description: 'How its setup tests ended: a test that failed is no error. Null where none were run.',
    resolve: ({ done }) => (done?.tests === undefined ? null : [...done.tests]),
  }),
});

const told = (logService: LogServiceExtended, body: Readonly<Record<string, unknown>> | undefined): Done => ({
  logService,
  ...(body?.run_setup_tests === true ? { tests: logService.setup_tests ?? [] } : {}),
});

mutation('logServiceCreate', {
  description: 'Sends the logs of a group to a log service. Runs its setup tests unless `runSetupTests` is false.',
  payload: payload<Done>('LogServiceCreatePayload', fields),
  args: (arg) => ({ input: arg({ type: LogServiceCreateInput.type, required: true, description: 'What to make.' }) }),
  writer: logServiceWrites.create,
  selector: ['input', 'group'],
  draft: ({ input }, problems) =>
    logServiceWrites.create({}, { run_setup_tests: true, ...LogServiceCreateInput.toBody(input, ['input'], problems) }),
  done: (made, _, __, { body }) => told(made, body),
});

mutation('logServiceUpdate', {
  description: 'Changes a log service. Runs its setup tests when `config` is set, unless `runSetupTests` is false.',
  payload: payload<Done>('LogServiceUpdatePayload', fields),
  args: (arg) => ({
    id: idArg(arg),
    input: arg({ type: LogServiceUpdateInput.type, required: true, description: 'What to change.' }),
  }),
  writer: logServiceWrites.update,
  selector: ['id'],
  draft: ({ id, input }, problems) => {
    const body = LogServiceUpdateInput.toBody(input, ['input'], problems);
    if (Object.keys(body).every((name) => name === 'run_setup_tests')) {
      problems.add(['input'], 'At least one setting to change is required, got none');
    }
    return logServiceWrites.update(
      { logId: problems.id(id, LogServiceNode, ['id']) },
      { run_setup_tests: body.config !== undefined, ...body },
    );
  },
  done: (changed, _, __, { body }) => told(changed, body),
});

mutation('logServiceTest', {
  description: 'Runs the setup tests of a log service, which makes it connected or broken.',
  payload: payload<Done>('LogServiceTestPayload', fields),
  args: (arg) => ({ id: idArg(arg) }),
  writer: logServiceWrites.test,
  selector: ['id'],
  draft: ({ id }, problems) => logServiceWrites.test({ logId: problems.id(id, LogServiceNode, ['id']) }),
  done: ({ setup_tests }, _, { loaders }, { params }): Done => {
    const id = params.logId ?? '';
    const details = () => loaders.logService.details(id);
    return {
      tests: setup_tests ?? [],
      logService: new Handle<LogService>(LogServiceNode.name, encodeGlobalId(LogServiceNode.tag, [id]), details),
    };
  },
});

deletion('logServiceDelete', {
  description: 'Deletes a log service: the logs of its group are not sent any more.',
  type: LogServiceNode,
  writer: logServiceWrites.delete,
  param: 'logId',
});
