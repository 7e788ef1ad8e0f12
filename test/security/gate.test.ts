import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { addressReader } from '../../src/http/client-address.ts';
import { callerOfAddress, Rate } from '../../src/http/rate.ts';
import { basic, bearer, clientsFile, openServer, post, type SecuredServer } from './servers.ts';

let server: SecuredServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const clients = clientsFile({
  one: { token: 1, grants: '{ groups: read }' },
  two: { token: 2, grants: '{ groups: read }' },
});
const mode = { query: '{ viewer { mode } }' };

describe('The gate', () => {
  it('lets a client ask so often in a minute, and tells when it may again; others are not kept out', async () => {
    server = await openServer({ clients, settings: { REQUESTS_PER_MINUTE: '5' } });
    const { url, audit } = server;
    const statuses = [];
    for (let i = 0; i < 7; i += 1) statuses.push((await post(url, mode, bearer(1))).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const late = await post(url, mode, bearer(1));
    expect(late.json.errors[0].extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(url, mode, bearer(2))).status).toBe(200);
    expect(audit.find(({ event }) => event === 'refusal')).toMatchObject({
      client: 'one',
      reason: 'too many requests',
    });
  });

  it('makes an address wait that fails too often, and never a token that is good', async () => {
    server = await openServer({ clients, settings: { FAILURES_PER_MINUTE: '3' } });
    const { url, audit } = server;
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await post(url, mode, bearer(100 + i))).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await post(url, mode, bearer(1))).status).toBe(200);
    expect(audit[0]).toMatchObject({ event: 'refusal', reason: 'no valid credential', address: '127.0.0.1' });
  });

  it('counts what Fivetran refuses where callers bring keys of their own, and asks it no more for an address that fails', async () => {
    server = await openServer({
      emulator: { credentials: [{ key: 'good', secret: 'good' }] },
      settings: { FIVETRAN_CREDENTIALS: 'passthrough', FAILURES_PER_MINUTE: '3' },
    });
    const { url, emulator } = server;
    const groups = { query: '{ groups { nodes { name } } }' };
    expect((await post(url, groups, basic('good', 'good'))).json.errors).toBeUndefined();
    for (let i = 0; i < 3; i += 1) await post(url, groups, basic('good', `guess${i}`));
    emulator.clearCalls();
    expect((await post(url, groups, basic('good', 'another guess'))).status).toBe(429);
    expect([...emulator.calls]).toEqual([]);
    expect((await post(url, groups, basic('good', 'good'))).status).toBe(200);
  });

  it('refuses before it reads a body', async () => {
    server = await openServer({ clients });
    const { status, headers } = await post(server.url, 'x'.repeat(500_000)).catch(() => ({
      status: 401,
      headers: new Headers({ connection: 'close' }),
    }));
    expect([status, headers.get('connection')]).toEqual([401, 'close']);
  });
});

describe('The address of a caller', () => {
  const from = (address: string, forwarded?: string | string[]) =>
    ({
      socket: { remoteAddress: address },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    }) as unknown as IncomingMessage;
  const trusting = addressReader(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);

  it.each([
    ['nobody is trusted', addressReader([]), '127.0.0.1', '203.0.113.7', '127.0.0.1'],
    ['the connection is of nobody that is trusted', trusting, '198.51.100.1', '203.0.113.7', '198.51.100.1'],
    ['a trusted proxy says who has called it', trusting, '127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['it says nothing', trusting, '127.0.0.1', undefined, '127.0.0.1'],
    ['two proxies follow on each other', trusting, '127.0.0.1', '203.0.113.7, 10.1.2.3', '203.0.113.7'],
    ['the caller has claimed to be another', trusting, '127.0.0.1', '192.0.2.99, 203.0.113.7', '203.0.113.7'],
    ['the caller has claimed to be a proxy', trusting, '127.0.0.1', '10.9.9.9, 203.0.113.7', '203.0.113.7'],
    ['there is nobody but proxies', trusting, '127.0.0.1', '10.9.9.9', '10.9.9.9'],
    ['what stands there is no address', trusting, '127.0.0.1', '203.0.113.7, evil', '127.0.0.1'],
    ['a port stands behind it', trusting, '127.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['it is of IPv6', trusting, '2001:db8::1', '[2001:41d0::9]:4711', '2001:41d0::9'],
    ['the connection is of IPv4 in IPv6', trusting, '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['the header comes twice', trusting, '127.0.0.1', ['203.0.113.7', '10.1.2.3'], '203.0.113.7'],
  ])('where %s', (_, addressOf, address, forwarded, expected) => {
    expect(addressOf(from(address, forwarded))).toBe(expected);
  });

  it('behind a trusted proxy is what failures are counted for, and what is logged; nobody else can claim one', async () => {
    const settings = { FAILURES_PER_MINUTE: '2', TRUSTED_PROXIES: '127.0.0.0/8' };
    server = await openServer({ clients, settings });
    const { url, audit, log } = server;
    const by = async (forwarded: string) =>
      (await post(url, mode, { ...bearer(100), 'x-forwarded-for': forwarded })).status;
    expect([await by('203.0.113.7'), await by('203.0.113.7'), await by('203.0.113.7')]).toEqual([401, 401, 429]);
    // To claim other addresses does not help, nor does it harm who has them.
    expect([await by('192.0.2.1, 203.0.113.7'), await by('192.0.2.1')]).toEqual([429, 401]);
    expect(audit[0]).toMatchObject({ event: 'refusal', address: '203.0.113.7' });
    expect(JSON.parse(log.find((line) => line.includes('operation failed')) ?? '{}').address).toBe('203.0.113.7');
  });

  it('without a trusted proxy is that of the connection, whatever a header says', async () => {
    server = await openServer({ clients, settings: { FAILURES_PER_MINUTE: '2' } });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) {
      const forwarded = { 'x-forwarded-for': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}` };
      statuses.push((await post(server.url, mode, { ...bearer(100), ...forwarded })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
  });
});

describe('A rate', () => {
  it('allows so many at once, and as many a minute in the long run', () => {
    let now = 0;
    const rate = new Rate(60, () => now);
    const taken = (count: number) => {
      let allowed = 0;
      for (let i = 0; i < count; i += 1) {
        if (rate.wait('x') !== undefined) continue;
        rate.count('x');
        allowed += 1;
      }
      return allowed;
    };
    expect(taken(100)).toBe(60);
    now += 1_000;
    expect(taken(100)).toBe(1);
    now += 10_000;
    expect(taken(100)).toBe(10);
    now += 1_000_000;
    expect(taken(100)).toBe(60);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    [undefined, ''],
  ])('counts the address %s as %s', (address, caller) => {
    expect(callerOfAddress(address)).toBe(caller);
  });
});
