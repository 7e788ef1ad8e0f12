import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { expectNothingLeaked } from '../support/leaks.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

/** A server whose callers bring their own keys, and two accounts behind it. */
async function passThrough({ settings: more = {}, connectionsPerGroup = 3 } = {}) {
  const emulator = createEmulator({
    size: { groups: 2, connectionsPerGroup },
    credentials: [
      { key: 'key-one', secret: 'secret-one', account: 'one' },
      { key: 'key-two', secret: 'secret-two', account: 'two' },
    ],
  });
  const upstream = await emulator.listen();
  const settings = {
    PORT: '0',
    FIVETRAN_CREDENTIALS: 'passthrough',
    FIVETRAN_API_URL: upstream,
    FIVETRAN_PLAN: 'paid',
    ...more,
  };
  const app = await createApp(
    readConfig(settings, () => {}),
    pino({ level: 'silent' }),
  );
  const url = await app.listen();
  onTestFinished(async () => {
    await app.close();
    await emulator.close();
  });
  const ask = async (
    authorization?: string,
    query = '{ groups { nodes { fivetranId } } viewer { mode upstream } }',
  ) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({ query }),
    });
    const body = await answer.json();
    expectNothingLeaked(body, upstream);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    return { status: answer.status, ...body };
  };
  const groupsOf = (account: string) =>
    emulator
      .accountNamed(account)
      .groups.list()
      .map(({ id }) => ({ fivetranId: id }));
  return { emulator, ask, groupsOf };
}

describe('where callers bring their own keys', () => {
  it('asks once whose account a key draws on where an operation needs many calls, which wait for that', async () => {
    // A twentieth of it is five calls: the others wait until the account is known.
    const settings = { FIVETRAN_QUOTA_REQUESTS_HOUR: '100', QUOTA_RESERVE: '0%' };
    const { emulator, ask } = await passThrough({ settings, connectionsPerGroup: 5 });
    await ask(basic('key-one:secret-one'));
    emulator.clearCalls();
    const answer = await ask(
      basic('key-two:secret-two'),
      '{ connections { nodes { schemaConfig { schemas { nodes { name } } } } } }',
    );
    expect([answer.errors, answer.data.connections.nodes.length]).toEqual([undefined, 10]);
    const paths = emulator.log.map(({ path }) => path);
    expect(paths.length).toBe(1 + 10 + 1);
    expect(paths.filter((path) => path === '/v1/account/info')).toEqual(['/v1/account/info']);
  });

  it.each<[string, string | undefined]>([
    ['no key', undefined],
    ['a token', 'Bearer abc'],
    ['no Base64', 'Basic ???'],
    ['no colon', basic('key-one')],
    ['an empty key', basic(':secret-one')],
    ['an empty secret', basic('key-one:')],
    ['an empty header', ''],
  ])('%s is refused here, without a call, and without asking for one', async (_, authorization) => {
    const { emulator, ask } = await passThrough();
    const { status, errors, data } = await ask(authorization);
    expect([status, errors[0].extensions.code, data ?? null]).toEqual([401, 'UNAUTHENTICATED', null]);
    expect(errors[0].message).toContain('A Fivetran API key is required');
    expect(emulator.calls).toEqual([]);
  });

  it('a wrong key is refused by Fivetran, once a minute, and never served by the emulator or from a cache', async () => {
    const { emulator, ask, groupsOf } = await passThrough();
    expect((await ask(basic('key-one:secret-one'))).data.groups.nodes).toEqual(groupsOf('one'));
    for (const wrong of ['key-one:secret-two', 'key-one:secret-one ', 'key:-one:secret-one', 'nobody:nothing']) {
      const before = emulator.calls.length;
      for (const answer of [await ask(basic(wrong)), await ask(basic(wrong))]) {
        expect(answer.data.groups).toBeNull();
        expect(answer.errors).toMatchObject([{ path: ['groups'], extensions: { code: 'UNAUTHENTICATED' } }]);
      }
      expect(emulator.calls.length).toBe(before + 1);
    }
  });

  it('each sees its own account, whoever asked before', async () => {
    const { emulator, ask, groupsOf } = await passThrough();
    for (let turn = 0; turn < 2; turn += 1) {
      for (const name of ['one', 'two']) {
        const { data } = await ask(basic(`key-${name}:secret-${name}`));
        expect(data).toEqual({
          groups: { nodes: groupsOf(name) },
          viewer: { mode: 'PASS_THROUGH', upstream: 'FIVETRAN' },
        });
      }
    }
    expect(emulator.countsByPath().get('GET /v1/groups')).toBe(2);
  });
});
