import { afterEach, describe, expect, it } from 'vitest';
import { basic, openServer, post, type SecuredServer } from './servers.ts';
import { hammerGrants, hammerTenants } from './tenants.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('Callers who ask the same at the same time', () => {
  it('with keys of two accounts are never given what is of the other', async () => {
    expect(await hammerTenants(2_500)).toBeGreaterThan(50);
  });

  it('with one key and different grants are never given what they may not see', async () => {
    expect(await hammerGrants(2_500)).toBeGreaterThan(50);
  });
});

describe('A key that is revoked', () => {
  const groups = { query: '{ groups { nodes { name } } }' };
  const users = { query: '{ users { nodes { email } } }' };
  const key = { key: 'soonRevoked', secret: 'secret', account: 'a' };

  it('has its data served to nobody after its 401, whatever was kept or is in the air', async () => {
    server = await openServer({
      emulator: { credentials: [key], latency: { call: 20 } },
      settings: { FIVETRAN_CREDENTIALS: 'passthrough', FAILURES_PER_MINUTE: '0' },
    });
    const { url, emulator } = server;
    const mine = basic(key.key, key.secret);
    expect((await post(url, groups, mine)).json.errors).toBeUndefined();
    expect((await post(url, groups, mine)).json.extensions.fivetran.calls).toBe(0);
    // Asked for before the key was revoked, and answered after it.
    emulator.fault({ match: 'GET /v1/connections', then: { delayMs: 300 } });
    const inTheAir = post(url, { query: '{ connections { nodes { fivetranId } } }' }, mine);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const end = emulator.fault({ match: 'GET /v1/users', then: { status: 401 } });
    expect((await post(url, users, mine)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    end();
    for (const query of [groups, users, { query: '{ connections { nodes { fivetranId } } }' }]) {
      const { json } = await post(url, query, mine);
      expect([json.errors[0].extensions.code, json.extensions.fivetran.calls]).toEqual(['UNAUTHENTICATED', 0]);
    }
    await inTheAir;
    const { json } = await post(url, { query: '{ connections { nodes { fivetranId } } }' }, mine);
    expect(json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
