import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { expectNothingLeaked } from '../support/leaks.ts';
import { startServer } from '../support/server.ts';
import { passing, until } from '../support/until.ts';

const QUERY = '{ groups { nodes { fivetranId name } } viewer { mode } }';

describe('a key that Fivetran refuses', () => {
  it('is not tried again for a minute, and then is', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock }, emulator: { clock } });
    const take = server.emulator.fault({
      match: /./,
      then: { status: 401 },
    });
    const codes = async () => (await server.query(QUERY)).errors?.map(({ extensions }) => extensions.code);
    expect([await codes(), await codes()]).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED']]);
    expect(server.calls()).toHaveLength(1);
    take();
    await clock.advance(60_000);
    expect(await codes()).toBeUndefined();
  });
});

describe('an upstream that does not answer', () => {
  it('is told at once where it is down', async () => {
    const server = await startServer({ parts: { random: () => 0 } });
    const { url } = server.emulator;
    await server.emulator.close();
    const answer = await server.query(QUERY);
    expect(answer.errors).toMatchObject([
      {
        path: ['groups'],
        message: 'Fivetran could not be reached',
        extensions: { code: 'UPSTREAM_UNAVAILABLE', reason: 'connect' },
      },
    ]);
    expectNothingLeaked(answer, url);
  });

  it('is given up when the time of a read is over, and not asked again', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock }, emulator: { clock } });
    server.emulator.fault({ match: /groups/, then: { never: true } });
    const asked = server.query(QUERY);
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(29_999);
    expect(server.emulator.inFlight).toBe(1);
    await clock.advance(1);
    const answer = await asked;
    expect(answer.errors).toMatchObject([
      { path: ['groups'], extensions: { code: 'UPSTREAM_UNAVAILABLE', reason: 'timeout' } },
    ]);
    expectNothingLeaked(answer, server.emulator.url);
    await until(() => server.emulator.inFlight === 0);
    expect(server.calls()).toHaveLength(1);
  });

  it('is not waited for longer than REQUEST_SECONDS', async () => {
    const clock = new ManualClock();
    const server = await startServer({ settings: { REQUEST_SECONDS: '10' }, parts: { clock }, emulator: { clock } });
    server.emulator.fault({ match: /groups/, then: { never: true } });
    const asked = server.query(QUERY);
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(9_999);
    expect(server.emulator.inFlight).toBe(1);
    await clock.advance(1);
    expect((await asked).errors).toMatchObject([{ path: ['groups'], extensions: { code: 'TIMEOUT' } }]);
    await until(() => server.emulator.inFlight === 0);
  });

  it('leaves nothing behind once it has answered: no timer of an operation outlives it', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock } });
    await server.query(QUERY);
    const before = clock.pending;
    await server.query('{ connections { nodes { name group { name } connectedBy { email } } } }');
    expect(clock.pending).toBe(before);
  });

  it('is asked again where all its connections were cut at once, and nobody is told', async () => {
    const server = await startServer({ emulator: { size: { groups: 4, connectionsPerGroup: 10 } } });
    const [first, ...ids] = server.emulator.account.connections.list().map(({ id }) => id);
    const ask = (id = '') => server.query(`{ connection(id: "${id}") { fivetranId } }`);
    await ask(first);
    server.emulator.fault({ match: /connections/, times: ids.length, then: { hangUp: true } });
    const answers = await Promise.all(ids.map((id) => ask(id)));
    expect(answers.map(({ data }) => data)).toEqual(ids.map((id) => ({ connection: { fivetranId: id } })));
  });

  it('is not asked at all after a row of failures, until it answers a probe', async () => {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock }, emulator: { clock } });
    const take = server.emulator.fault({ match: /./, then: { status: 500 } });
    const ask = async () => {
      const { errors } = await passing(clock, server.query(QUERY, {}, { 'cache-control': 'no-cache' }));
      return errors?.[0]?.extensions.reason;
    };
    const reasons = [];
    for (let turn = 0; turn < 6; turn += 1) reasons.push(await ask());
    expect(reasons.at(-1)).toBe('circuit');
    take();
    await clock.advance(1_000);
    expect(await ask()).toBeUndefined();
  });
});

describe('an upstream that is silent, where an old answer is at hand', () => {
  const list = '{ connections { nodes { service } } }';
  const fresh = { 'cache-control': 'no-cache' };

  /** A server whose list of connections is kept, and no longer fresh. */
  async function aged() {
    const clock = new ManualClock();
    const server = await startServer({ parts: { clock }, emulator: { clock } });
    const { data } = await server.query(list);
    await clock.advance(20_000);
    server.calls();
    return { clock, server, data };
  }

  it('is waited for 5 s and no longer, by whoever comes next not at all, and asked once', async () => {
    const { clock, server, data } = await aged();
    const heal = server.emulator.fault({ match: /./, then: { never: true } });
    let answered = false;
    const asked = server.query(list).finally(() => {
      answered = true;
    });
    await until(() => server.emulator.inFlight === 1);
    await clock.advance(4_999);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect(await asked).toMatchObject({ data, extensions: { fivetran: { stale: true } } });
    expect(await server.query(list)).toMatchObject({ data, extensions: { fivetran: { stale: true } } });
    expect(server.calls()).toHaveLength(1);
    // What must be fresh waits on.
    const demanded = server.query(list, {}, fresh);
    await until(() => server.emulator.calls.length === 1);
    heal();
    await clock.advance(30_000);
    expect((await demanded).errors).toMatchObject([{ extensions: { reason: 'timeout' } }]);
    expect((await server.query(list)).extensions.fivetran.stale).toBe(false);
  });

  it('is not silent while it answers anything: a slow call is waited for', async () => {
    const { clock, server } = await aged();
    server.emulator.fault({ match: /connections/, times: 1, then: { delayMs: 20_000 } });
    const asked = server.query(list);
    await until(() => server.emulator.inFlight === 1);
    for (let second = 0; second < 20; second += 1) {
      await server.query('{ groups { nodes { name } } }', {}, fresh);
      await clock.advance(1_000);
    }
    expect((await asked).extensions.fivetran.stale).toBe(false);
  });
});
