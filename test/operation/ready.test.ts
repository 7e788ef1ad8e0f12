import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { openServer, type SecuredServer } from '../security/servers.ts';
import { until } from '../support/until.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const said = async (server: SecuredServer) => {
  const response = await fetch(`${server.app.managementUrl()}/readyz`);
  return [response.status, await response.json()];
};

describe('A server that has just started', () => {
  it('is not ready before Fivetran has accepted its key', async () => {
    const clock = new ManualClock();
    server = await openServer({ emulator: { clock, latency: { call: 1000 } } });
    const trying = server.app.tryKey();
    await until(() => server?.emulator.inFlight === 1);
    expect(await said(server)).toEqual([503, { status: 'trying the key', key: 'not tried' }]);
    clock.advance(1000);
    await trying;
    expect(await said(server)).toEqual([200, { status: 'ready', key: 'accepted' }]);
    expect(server.emulator.calls).toEqual(['GET /v1/account/info']);
  });

  it('is ready with a key that may not see its account', async () => {
    server = await openServer();
    server.emulator.fault({ match: 'GET /v1/account/info', then: { status: 403, body: { code: 'Forbidden' } } });
    await server.app.tryKey();
    expect(await said(server)).toEqual([200, { status: 'ready', key: 'accepted' }]);
  });

  it('is ready after half a minute also where the key is refused, and says so', async () => {
    const clock = new ManualClock();
    server = await openServer({ settings: { FIVETRAN_API_SECRET: 'another-one-of-no-use' }, parts: { clock } });
    const trying = server.app.tryKey();
    let over = false;
    void trying.then(() => {
      over = true;
    });
    const before: unknown[] = [];
    await until(async () => {
      if (!over) before.push((await said(server as SecuredServer))[0]);
      clock.advance(2000);
      return over;
    });
    expect(before.length).toBeGreaterThan(10);
    expect(new Set(before)).toEqual(new Set([503]));
    expect(await said(server)).toEqual([200, { status: 'ready', key: 'refused' }]);
    expect(server.emulator.calls).toHaveLength(1);
  });
});
