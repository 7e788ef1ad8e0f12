import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/cli/command.ts';
import { clientOfToken, parseClients } from '../../src/policy/clients.ts';

const folder = mkdtempSync(join(tmpdir(), 'command-'));
let files = 0;

/** Runs a command line as a shell would. */
function run(args: readonly string[], environment: Record<string, string> = {}) {
  const said = { out: '', error: '' };
  const code = runCommand({
    args,
    version: '1.2.3',
    environment,
    random: (bytes) => Buffer.alloc(bytes, files),
    check: () => Promise.resolve(0),
    out: (text) => {
      said.out += text;
    },
    error: (text) => {
      said.error += text;
    },
  });
  return { code, ...said };
}

function newFile(): string {
  files += 1;
  return join(folder, `${files}.yaml`);
}

describe('client add', () => {
  it('writes an entry with what is granted, and prints a token that opens it, once', () => {
    const file = newFile();
    const added = run(
      [
        'client',
        'add',
        'ops',
        '--grant',
        'connections=read,sync',
        '--grant',
        'users=off',
        '--calls-per-hour',
        '500',
        '--expires',
        '2027-06-30',
      ],
      { CLIENTS_FILE: file },
    );
    expect(added.code).toBe(0);
    const token = added.out.trim();
    const text = readFileSync(file, 'utf8');
    const clients = parseClients(text);
    expect(clients[0]).toMatchObject({
      name: 'ops',
      grants: { connections: ['read', 'sync'], users: 'off' },
      callsPerHour: 500,
    });
    expect(clientOfToken(clients, token, Date.parse('2027-01-01'))?.client.name).toBe('ops');
    expect(text + added.error).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('gives a client that is there a second token, and no third; comments stay', () => {
    const file = newFile();
    run(['client', 'add', 'ops', '--grant', 'groups=read', '--file', file]);
    writeFileSync(file, `# Ours.\n${readFileSync(file, 'utf8')}`);
    files += 1;
    expect(run(['client', 'add', 'ops', '--file', file]).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^# Ours\.\n/);
    expect(parseClients(readFileSync(file, 'utf8'))[0]?.tokens).toHaveLength(2);
    files += 1;
    const before = readFileSync(file, 'utf8');
    const third = run(['client', 'add', 'ops', '--file', file]);
    expect([third.code, third.out]).toEqual([1, '']);
    expect(third.error).toContain('at most 2');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    [['client', 'add'], /NAME/],
    [['client', 'add', 'a', 'b'], /one NAME/],
    [['client', 'add', 'a'], /--file FILE is required/],
    [['client', 'add', 'a b', '--file', 'x'], /letters, digits/],
    [['client', 'add', 'a', '--grant', 'connections', '--file', 'x'], /AREA=LEVEL.*got "connections"/],
    [['client', 'add', 'a', '--grant', 'planes=read', '--file', 'x'], /is no area/],
    [['client', 'add', 'a', '--grant', 'roles=sync', '--file', 'x'], /got "sync"/],
    [['client', 'add', 'a', '--grant', 'roles=read', '--grant', 'roles=full', '--file', 'x'], /twice/],
    [['client', 'add', 'a', '--calls-per-hour', 'many', '--file', 'x'], /whole number; got "many"/],
    [['client', 'add', 'a', '--expires', 'tomorrow', '--file', 'x'], /a date such as/],
    [['client', 'add', 'a', '--wrong', '--file', 'x'], /--wrong/],
    [['client', 'remove', 'a'], /no command "client remove a"/],
    [['client', 'add', 'a', '--file', '/nowhere/x.yaml'], /cannot be written \(ENOENT\)/],
  ] as const)('%j is refused, and nothing is written', (args, expected) => {
    const { code, out, error } = run(args.map((arg) => (arg === 'x' ? join(folder, 'never.yaml') : arg)));
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(expected);
    expect(() => statSync(join(folder, 'never.yaml'))).toThrow();
  });
});

describe('The command line', () => {
  it('starts the server where it is empty', () => {
    expect(run([]).code).toBeUndefined();
  });

  it('tells its version and what there is, and no setting of the environment', () => {
    expect(run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', error: '' });
    const { code, out } = run(['--help'], { FIVETRAN_API_KEY: 'planted', FIVETRAN_API_SECRET: 'planted' });
    expect(code).toBe(0);
    expect(out).toContain('client add NAME');
    expect(out).not.toContain('planted');
  });
});
