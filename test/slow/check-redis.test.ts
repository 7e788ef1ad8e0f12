import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { check } from '../../src/check.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { startRedis } from '../support/redis.ts';

it('check finds a Redis that answers, and whether it forgets what must not be forgotten', async () => {
  const redis = await startRedis();
  const emulator = createEmulator({ size: {} });
  onTestFinished(() => emulator.close());
  const [credential] = emulator.credentials;
  const environment = {
    FIVETRAN_API_URL: await emulator.listen(),
    FIVETRAN_API_KEY: credential?.key ?? '',
    FIVETRAN_API_SECRET: credential?.secret ?? '',
    REDIS_URL: redis.url,
  };
  const lines: string[] = [];
  expect(await check(environment, (line) => lines.push(line))).toBe(0);
  expect(lines).toContainEqual(expect.stringMatching(/^ok {6}Redis .* answers$/m));
  const admin = new Redis(redis.url);
  onTestFinished(() => admin.disconnect());
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
  expect(await check(environment, (line) => lines.push(line))).toBe(1);
  expect(lines).toContainEqual(expect.stringMatching(/^failed {2}Redis .* must be noeviction, .* it is allkeys-lru$/m));
});
