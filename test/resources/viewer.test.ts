import { describe, expect, it } from 'vitest';
import { startWorld } from './world.ts';

const WHO = '{ viewer { mode upstream scope account { fivetranId name keyKind keyOwner { fivetranId email } } } }';

/** The settings of each mode, what a caller sends in it, and what the viewer says of it. */
const MODES = {
  emulator: {
    settings: {},
    headers: {},
    viewer: { mode: 'EMULATOR', upstream: 'EMULATOR', scope: 'READ_WRITE_DELETE' },
  },
  'server key': {
    settings: { FIVETRAN_API_KEY: 'emulator-key', FIVETRAN_API_SECRET: 'emulator-secret' },
    headers: {},
    viewer: { mode: 'SERVER_KEY', upstream: 'FIVETRAN', scope: 'READ' },
  },
  'pass-through': {
    settings: { FIVETRAN_CREDENTIALS: 'passthrough', FIVETRAN_SCOPE: 'read/write' },
    headers: { authorization: `Basic ${Buffer.from('emulator-key:emulator-secret').toString('base64')}` },
    viewer: { mode: 'PASS_THROUGH', upstream: 'FIVETRAN', scope: 'READ_WRITE' },
  },
};

describe('viewer', () => {
  it.each(Object.entries(MODES))('says with whose key and how far in mode %s', async (_, mode) => {
    const world = await startWorld({ settings: mode.settings });
    const { data, errors } = await world.query(WHO, {}, mode.headers);
    expect(errors).toBeUndefined();
    const [owner] = world.account.users.list();
    const { id, title } = world.account;
    expect(data.viewer).toEqual({
      ...mode.viewer,
      account: {
        fivetranId: id,
        name: title,
        keyKind: 'USER',
        keyOwner: { fivetranId: owner?.id, email: owner?.email },
      },
    });
    expect(world.calls()).toEqual(['GET /v1/account/info', `GET /v1/users/${owner?.id}`]);
  });

  it('costs nothing where only this server is asked of, and one call an hour of the account', async () => {
    const world = await startWorld();
    await world.query('{ viewer { mode upstream scope } }');
    expect(world.calls()).toEqual([]);
    for (let turn = 0; turn < 3; turn += 1) await world.query('{ viewer { account { fivetranId name } } }');
    expect(world.calls()).toEqual(['GET /v1/account/info']);
  });

  it('has no owner where the key is that of the system', async () => {
    const key = { key: 'emulator-key', secret: 'emulator-secret', systemKeyId: 'sample_key' };
    const world = await startWorld({ emulator: { credentials: [key] } });
    const { data, errors } = await world.query(WHO);
    expect(errors).toBeUndefined();
    expect(data.viewer.account).toMatchObject({ keyKind: 'SYSTEM', keyOwner: null });
    expect(world.calls()).toEqual(['GET /v1/account/info']);
  });

  it('has an owner by the ids where the person is gone', async () => {
    const world = await startWorld();
    const [owner] = world.account.users.list();
    world.fail(`/v1/users/${owner?.id}`, { status: 404, body: { code: 'NotFound_User', message: 'Gone' } });
    const { data, errors } = await world.query(WHO);
    expect(errors).toBeUndefined();
    expect(data.viewer.account.keyOwner).toEqual({ fivetranId: owner?.id, email: null });
  });

  it('still says what this server knows where Fivetran does not tell of the account', async () => {
    const world = await startWorld();
    world.fail('/v1/account/info', { status: 403, body: { code: 'Forbidden', message: 'Not for this key' } });
    const { data, errors } = await world.query(WHO);
    expect(data.viewer).toEqual({ ...MODES.emulator.viewer, account: null });
    expect(errors).toMatchObject([{ path: ['viewer', 'account'], extensions: { code: 'FORBIDDEN' } }]);
  });
});
