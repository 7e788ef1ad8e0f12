import { createHash, randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { report } from './report.ts';
import type { StoreState } from './store.ts';

/** A command that takes longer is given up: what waits for it goes on without. */
const COMMAND_MS = 250;
const BEAT_MS = 500;
/** A replica that was not heard of for so long is not counted. */
const ABSENT_MS = 3_000;
/** After so many beats without an answer the connections are made anew: one that broke silently never says so. */
const MISSED_BEATS = 4;

/** Connections that are there, or seem to be. */
const OPEN: ReadonlySet<string> = new Set(['connecting', 'connect', 'ready']);

/** KEYS: replicas. ARGV: this one, or '' for nobody; how long one counts. Gives how many there are. */
const BEAT = script(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('ZCARD', KEYS[1])
`);

export interface Script {
  readonly text: string;
  readonly sha: string;
}

export function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Rejects where no reply has come in time; one that was there already when this process was too busy to look counts. */
function inTime<Value>(reply: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${COMMAND_MS} ms`));
    const timer = setTimeout(() => setImmediate(late), COMMAND_MS);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export interface RedisLinkOptions {
  readonly url: string;
  /** Before every key and channel. */
  readonly prefix: string;
  readonly channels: readonly string[];
  /** The channel on which this replica alone is spoken to, before its name. */
  readonly ownChannel: string;
  readonly onMessage: (channel: string, text: string) => void;
  /** Told when the store is there with all channels heard, and when it is gone. */
  readonly onChange: (shared: boolean) => void;
  /** Is given the first of a row of like errors; its message alone, since a command's arguments may be secret. */
  readonly onError: (message: string) => void;
}

/**
 * The connections to Redis: one for commands, one to hear others. Nothing is queued while they are gone, nothing waits
 * longer than a quarter of a second, and no error gets out: a command that fails gives undefined. The first that fails
 * ends the sharing; heartbeats find out when Redis is there again.
 */
export class RedisLink {
  readonly replica = randomBytes(9).toString('base64url');
  readonly #options: RedisLinkOptions;
  readonly #commands: Redis;
  readonly #ears: Redis;
  #state: StoreState = { shared: false, replicas: 1 };
  #beating: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #missed = 0;
  #joinedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #lastError = '';

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    const settings = {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 1_000,
      retryStrategy: (times: number) => Math.min(50 * times, 250),
    };
    this.#commands = new Redis(options.url, { ...settings, connectionName: 'fivetran-graphql' });
    this.#ears = new Redis(options.url, { ...settings, connectionName: 'fivetran-graphql ears' });
    for (const redis of [this.#commands, this.#ears]) {
      // Without a listener an error would end the process.
      redis.on('error', (error: Error) => this.#complain(error));
      redis.on('close', () => this.#lost());
      redis.on('ready', () => void this.#beat());
      redis.connect().catch(() => {});
    }
    this.#ears.on('message', (name: string, text: string) => {
      try {
        options.onMessage(name.slice(options.prefix.length), text);
      } catch (error) {
        // Not of this server's making.
        this.#complain(error as Error);
      }
    });
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
  }

  get state(): StoreState {
    return this.#state;
  }

  key(name: string): string {
    return this.#options.prefix + name;
  }

  /** Settles at the first beat that Redis has answered, or after so many milliseconds. */
  async ready(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.#state.shared && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Runs a script; undefined where Redis is gone. Bulk replies are buffers. */
  async run(script: Script, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<unknown> {
    if (!this.#state.shared) return undefined;
    return this.#attempt(() => this.#eval(script, keys, args));
  }

  async publish(name: string, text: string): Promise<void> {
    if (this.#state.shared) await this.#attempt(() => inTime(this.#commands.publish(this.key(name), text)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    // Others need not wait until it is missed.
    if (this.#state.shared) await this.#commands.zrem(this.key('replicas'), this.replica).catch(() => {});
    this.#set({ shared: false });
    this.#commands.disconnect();
    this.#ears.disconnect();
  }

  async #eval({ text, sha }: Script, keys: readonly string[], args: readonly (string | number | Buffer)[]) {
    const rest = [keys.length, ...keys.map((key) => this.key(key)), ...args];
    try {
      return await inTime(this.#commands.callBuffer('EVALSHA', sha, ...rest));
    } catch (error) {
      if (!String(error).includes('NOSCRIPT')) throw error;
      return await inTime(this.#commands.callBuffer('EVAL', text, ...rest));
    }
  }

  async #attempt<Value>(command: () => Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await command();
      report({ command: 'ok' });
      return value;
    } catch (error) {
      report({ command: 'failed' });
      this.#complain(error as Error);
      // Redis itself may refuse one command, such as a large value where its memory is full, and take the others.
      if ((error as Error).name !== 'ReplyError') this.#lost();
      return undefined;
    }
  }

  #beat(): Promise<void> {
    this.#beating ??= this.#askForLife().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #askForLife(): Promise<void> {
    if (this.#closed) return;
    if (this.#commands.status !== 'ready' || this.#ears.status !== 'ready') {
      this.#miss();
      return;
    }
    try {
      const { channels, ownChannel } = this.#options;
      const names = [...channels, `${ownChannel}:${this.replica}`].map((name) => this.key(name));
      // Both have to answer: who does not hear the others may not believe what it has kept.
      const [replicas] = await Promise.all([
        this.#eval(BEAT, ['replicas'], [this.replica, ABSENT_MS]),
        inTime(this.#state.shared ? this.#ears.ping() : this.#ears.subscribe(...names)),
      ]);
      if (this.#closed) return;
      this.#missed = 0;
      this.#lastError = '';
      if (!this.#state.shared) this.#joinedAt = performance.now();
      // An empty Redis counts from one: until all had time to come back, nobody is believed to be gone.
      const least = performance.now() < this.#joinedAt + ABSENT_MS ? this.#state.replicas : 1;
      this.#set({ shared: true, replicas: Math.max(least, Number(replicas)) });
    } catch (error) {
      this.#complain(error as Error);
      this.#lost();
      this.#miss();
    }
  }

  #miss(): void {
    this.#missed += 1;
    if (this.#missed < MISSED_BEATS || this.#closed) return;
    this.#missed = 0;
    // One that is being made anew is left to that.
    for (const redis of [this.#commands, this.#ears]) if (OPEN.has(redis.status)) redis.disconnect(true);
  }

  #lost(): void {
    this.#set({ shared: false });
  }

  #set(change: Partial<StoreState>): void {
    const before = this.#state;
    this.#state = { ...before, ...change };
    const { shared, replicas } = this.#state;
    if (shared === before.shared && replicas === before.replicas) return;
    report({ state: this.#state });
    if (shared !== before.shared && !this.#closed) this.#options.onChange(shared);
  }

  #complain(error: Error): void {
    if (this.#closed || error.message === this.#lastError) return;
    this.#lastError = error.message;
    this.#options.onError(error.message);
  }
}
