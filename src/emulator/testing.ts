import { optionalFlag } from './fields.ts';
import { tooManyRequests } from './refusal.ts';
import type { Call } from './route.ts';
import { certificateId, presentedBy } from './seed/certificates.ts';
import { connectionServices, destinationServices } from './services.ts';
import type { Alert, Connection, Destination, SetupTest } from './store/entities.ts';
import { allPassed, hostOf, runTests } from './store/setup-tests.ts';

/** Setup tests count as source interactions too. */
export function drawTests(call: Call, more: readonly 'connectionCreation'[] = []): void {
  const exhausted = call.account.quota.draw([
    ...more,
    'setupTestMinute',
    'setupTestHour',
    'sourceMinute',
    'sourceHour',
  ]);
  if (exhausted !== undefined) throw tooManyRequests(exhausted);
}

const reconnect: Alert = { code: 'reconnect', message: 'Reconnect: the setup tests failed' };

/** Runs the tests of a connection; what they find becomes its state, and an event. */
export function testConnection(call: Call, connection: Connection): readonly SetupTest[] {
  const { account } = call;
  const { id, config, auth } = connection;
  const trust = optionalFlag(call.body, 'trust_certificates') === true;
  const certificates = account.certificatesOf(id);
  const tests = runTests({
    config,
    auth,
    needs: connectionServices[connection.service]?.needs ?? [],
    revoked: account.lifecycle.behaviour(id).revoked === true,
    trusts: (hash) => trust || certificates.get(certificateId(hash)) !== undefined,
  });
  const passed = allPassed(tests);
  const host = hostOf(config);
  if (passed && trust && host?.includes('self-signed') === true) trustPresented(call, id, host);

  const before = connection.status.setup_state;
  const after = account.setStatus(
    id,
    passed
      ? { setup_state: 'connected', tasks: [] }
      : { setup_state: before === 'connected' ? 'broken' : before, tasks: before === 'incomplete' ? [] : [reconnect] },
  );
  account.emit({
    event: passed ? 'connection_successful' : 'connection_failure',
    connection: after,
    data: { tests: tests.map(({ title, status, message }) => ({ title, status, message })) },
  });
  // What was never set up or broken until now syncs as soon as it can (inferred).
  if (
    passed &&
    before !== 'connected' &&
    !connection.paused &&
    account.destinations.get(connection.group_id) !== undefined
  ) {
    if (connection.schedule_type === 'auto') account.lifecycle.start(id);
  }
  if (!passed) account.lifecycle.plan(id);
  return tests;
}

/** Stores the certificate that a host presents as trusted. */
function trustPresented(call: Call, connectionId: string, host: string): void {
  const { encoded_cert: _, ...presented } = presentedBy(host);
  call.account.certificatesOf(connectionId).add({
    id: certificateId(presented.hash),
    ...presented,
    type: 'TLS',
    validated_date: call.account.stamp(),
    validated_by: call.userId ?? '',
  });
}

/** Runs the tests of a destination; they are kept, and what they find becomes its state. */
export function testDestination(call: Call, destination: Destination): Destination {
  const tests = runTests({
    config: destination.config,
    needs: destinationServices[destination.service]?.needs ?? [],
    trusts: () => optionalFlag(call.body, 'trust_certificates') === true,
  });
  const before = destination.setup_status;
  return call.account.destinations.update(destination.id, {
    setup_tests: tests,
    setup_status: allPassed(tests) ? 'connected' : before === 'connected' ? 'broken' : before,
  });
}
