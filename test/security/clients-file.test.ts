import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientsFileError, clientOfToken, parseClients } from '../../src/policy/clients.ts';
import { digestOf, isToken, tokenOf } from '../../src/policy/token.ts';

const token = (byte: number) => tokenOf(Buffer.alloc(32, byte));
const sha256 = (byte: number) => digestOf(token(byte)).toString('hex');
const DAY = 24 * 60 * 60_000;

const text = `
# Who may call.
clients:
  - name: dashboards
    tokens: [{ sha256: ${sha256(1)}, expires: 2027-06-30 }, { sha256: ${sha256(2)} }]
    grants: { connections: read, schemas: read, groups: read }
  - name: data-ops-agent
    tokens: [{ sha256: ${sha256(3)}, expires: 2027-06-30T12:00:00Z }]
    credential: { keyFile: /run/key, secretFile: /run/secret }
    grants: { connections: [read, sync, pause], schemas: write, users: off }
    callsPerHour: 500
`;

function problemsOf(given: string): readonly string[] {
  try {
    parseClients(given);
    return [];
  } catch (error) {
    return (error as ClientsFileError).problems;
  }
}

describe('The clients file', () => {
  it('names callers with their tokens, grants, keys and shares', () => {
    const [dashboards, agent] = parseClients(text);
    expect(dashboards).toMatchObject({ name: 'dashboards', grants: { connections: 'read' } });
    expect(agent).toMatchObject({
      grants: { connections: ['read', 'sync', 'pause'], users: 'off' },
      credential: { keyFile: '/run/key', secretFile: '/run/secret' },
      callsPerHour: 500,
    });
  });

  it('tells whose a token is, until it has expired', () => {
    const clients = parseClients(text);
    const at = (byte: number, time: string) => clientOfToken(clients, token(byte), Date.parse(time))?.client.name;
    expect(at(1, '2027-06-30T23:59:59Z')).toBe('dashboards');
    expect(at(1, '2027-07-01T00:00:00Z')).toBeUndefined();
    expect(at(2, '2099-01-01')).toBe('dashboards');
    expect(at(3, '2027-06-30T11:59:59Z')).toBe('data-ops-agent');
    expect(at(3, '2027-06-30T12:00:00Z')).toBeUndefined();
    expect(at(4, '2026-01-01')).toBeUndefined();
  });

  it('takes no text for a token but the one whose digest it has', () => {
    const clients = parseClients(text);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 })), (given) => {
        const guess = typeof given === 'string' ? given : tokenOf(Buffer.from(given));
        return [1, 2, 3].some((byte) => guess === token(byte)) || clientOfToken(clients, guess, 0) === undefined;
      }),
    );
    // What stands in the file opens nothing.
    expect(clientOfToken(clients, sha256(2), 0)).toBeUndefined();
    expect(isToken(sha256(2))).toBe(false);
  });

  it.each([
    ['a word for a level', 'grants: { connections: everything }', 'got "everything"'],
    ['an action that is not of the area', 'grants: { roles: [sync] }', 'got "sync"'],
    ['an empty list', 'grants: { roles: [] }', 'must be one of'],
    ['an area that is none', 'grants: { planes: read }', 'is no area'],
    ['a word of JavaScript for an area', 'grants: { constructor: read }', 'is no area'],
    ['three tokens', `grants: {}, tokens: [${[7, 8, 9].map((n) => `{ sha256: ${sha256(n)} }`)}]`, 'at most 2'],
    ['a plain token', `grants: {}, tokens: [{ sha256: ${token(9)} }]`, '64 hex digits'],
    ['a date that there is not', `grants: {}, tokens: [{ sha256: ${sha256(9)}, expires: 2027-13-40 }]`, 'a date'],
    ['a share of nothing', 'grants: {}, callsPerHour: 0', 'at least 1'],
    ['half a key', 'grants: {}, credential: { keyFile: x }', 'secretFile'],
    ['a word that means nothing', 'grants: {}, groups: [a]', 'groups'],
    ['no grants', 'callsPerHour: 5', 'grants'],
  ])('with %s is refused, by its place', (_, entry, expected) => {
    const rest = entry.includes('tokens:') ? entry : `${entry}, tokens: []`;
    const problems = problemsOf(`clients: [{ name: x, ${rest} }]`);
    expect(problems.join('\n')).toContain(expected);
    expect(problems.join('\n')).not.toContain(token(9));
  });

  it.each([
    ['two clients of one name', 'clients: [{ name: x, tokens: [], grants: {} }, { name: x, tokens: [], grants: {} }]'],
    [
      'one token twice',
      `clients: [{ name: x, tokens: [{ sha256: ${sha256(1)} }, { sha256: ${sha256(1)} }], grants: {} }]`,
    ],
    ['a key twice', 'clients: []\nclients: []'],
    ['a name with a line break', 'clients: [{ name: "a\\nb", tokens: [], grants: {} }]'],
    ['anchors that grow', 'a: &a [x, x]\nclients: [*a, *a]'],
    ['a tab where none may be', 'clients:\n\t- x'],
    ['nothing', ''],
  ])('with %s is refused', (_, given) => {
    expect(problemsOf(given).length).toBeGreaterThan(0);
  });

  it('expires at the end of the day in UTC where no time is named', () => {
    const [client] = parseClients(text);
    expect(client?.tokens[0]?.expires).toBe(Date.parse('2027-06-30') + DAY);
  });
});
