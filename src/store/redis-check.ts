import { Redis } from 'ioredis';

const CONNECT_MS = 3_000;

/**
 * Asks a Redis whether it answers, and what it does where its memory is full.
 * @returns its `maxmemory-policy`; undefined where it may not be asked
 * @throws where it does not answer
 */
export async function policyOfRedis(url: string): Promise<string | undefined> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    retryStrategy: () => null,
  });
  // Without a listener an error would end the process; it is thrown below.
  let failure: Error | undefined;
  redis.on('error', (error: Error) => {
    failure = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    const answer = await redis.config('GET', 'maxmemory-policy').catch(() => []);
    return (answer as readonly string[])[1];
  } catch (error) {
    throw failure ?? error;
  } finally {
    redis.disconnect();
  }
}
