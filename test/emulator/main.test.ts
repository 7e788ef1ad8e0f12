import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { basic } from './running.ts';

describe('the emulator run alone', () => {
  it('prints a curl line that works, and ends when told to', async () => {
    const child = spawn(process.execPath, ['src/emulator/main.ts'], { env: { ...process.env, PORT: '0' } });
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += chunk;
      if (printed.includes('curl')) break;
    }
    const [, key = '', secret = '', url = ''] = /curl -u (\S+):(\S+) '(\S+)'/.exec(printed) ?? [];
    const answer = await fetch(url, { headers: { authorization: basic(key, secret) } });
    expect(await answer.json()).toMatchObject({
      code: 'Success',
      data: { items: [{ name: 'Analytics' }, {}, {}, {}, {}, {}] },
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses a port that is none', async () => {
    const child = spawn(process.execPath, ['src/emulator/main.ts'], { env: { ...process.env, PORT: 'http' } });
    let printed = '';
    for await (const chunk of child.stderr) printed += chunk;
    expect(printed).toContain("expected a port number from 0 to 65535, got 'http'");
    const code = child.exitCode ?? (await once(child, 'exit'))[0];
    expect(code).toBe(1);
  });
});
