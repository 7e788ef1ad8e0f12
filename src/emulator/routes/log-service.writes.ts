import { configOf, optionalFlag, requiredText } from '../fields.ts';
import { groupOf, logServiceOf } from '../lookups.ts';
import { invalidInput } from '../refusal.ts';
import { deleted, duplicate } from '../replies.ts';
import type { Call, Reply, Route } from '../route.ts';
import { logServices } from '../services.ts';
import type { LogService, SetupTest } from '../store/entities.ts';
import { merged } from '../store/masks.ts';
import { allPassed, runTests } from '../store/setup-tests.ts';
import { logServiceJson } from '../store/wire.ts';

function tested(call: Call, service: LogService): LogService {
  const tests = runTests({
    config: service.config,
    needs: logServices[service.service]?.needs ?? [],
    trusts: () => true,
  });
  return call.account.logServices.update(service.id, { setup_tests: tests, status: statusAfter(service, tests) });
}

function statusAfter({ status }: LogService, tests: readonly SetupTest[]): LogService['status'] {
  if (allPassed(tests)) return { tasks: [], setup_state: 'connected' };
  const setup_state = status.setup_state === 'connected' ? 'broken' : status.setup_state;
  return { tasks: [{ code: 'reconnect_log', message: 'Reconnect: the setup tests failed' }], setup_state };
}

function add(call: Call): Reply {
  const { account, body } = call;
  const { id } = groupOf(call, requiredText(body, 'group_id'));
  const service = requiredText(body, 'service');
  const known = logServices[service];
  if (known === undefined) throw invalidInput(`Unsupported service '${service}'`);
  if (body.config === undefined || body.config === null) throw invalidInput("Field 'config' is required");
  const config = configOf(body.config, known.config);
  if (account.logServices.get(id) !== undefined)
    throw duplicate(call, `Group with id '${id}' already has a log service`);
  const added = account.logServices.add({
    id,
    service,
    enabled: optionalFlag(body, 'enabled') ?? true,
    status: { tasks: [], setup_state: 'incomplete' },
    config,
    setup_tests: [],
  });
  const run = optionalFlag(body, 'run_setup_tests') ?? false;
  return {
    status: 201,
    message: 'External logging service has been added',
    data: logServiceJson(run ? tested(call, added) : added),
    slow: run ? 'test' : undefined,
  };
}

function update(call: Call): Reply {
  const { account, body } = call;
  const before = logServiceOf(call);
  const keys = logServices[before.service]?.config ?? new Map();
  const config = merged(before.config, configOf(body.config, keys), keys);
  const changed = account.logServices.update(before.id, {
    config,
    enabled: optionalFlag(body, 'enabled') ?? before.enabled,
  });
  const run = optionalFlag(body, 'run_setup_tests') ?? false;
  return {
    message: 'External logging service has been updated',
    data: logServiceJson(run ? tested(call, changed) : changed),
    slow: run ? 'test' : undefined,
  };
}

export const logServiceWrites: readonly Route[] = [
  { method: 'POST', path: '/v1/external-logging', handle: add },
  { method: 'PATCH', path: '/v1/external-logging/{logId}', handle: update },
  {
    method: 'DELETE',
    path: '/v1/external-logging/{logId}',
    handle: (call) => {
      const { id } = logServiceOf(call);
      call.account.logServices.remove(id);
      return deleted(call, `External logging service with id '${id}' has been deleted`);
    },
  },
  {
    method: 'POST',
    path: '/v1/external-logging/{logId}/test',
    body: 'none',
    handle: (call) => {
      const { setup_tests } = tested(call, logServiceOf(call));
      return { message: 'Setup tests have been completed', data: JSON.stringify({ setup_tests }), slow: 'test' };
    },
  },
];
