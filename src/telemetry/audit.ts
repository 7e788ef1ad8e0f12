import { channel } from 'node:diagnostics_channel';
import { closeSync, openSync, writeSync } from 'node:fs';

/** Told each time that lines could not be written, and of how many that are not kept to be written later: { lost }. */
const failures = channel('fivetran-graphql:audit-failure');

export interface AuditLogOptions {
  /** A file to append to, or `stdout`. */
  readonly target: string;
  /** How long a line may wait that need not be written at once, in milliseconds. @default 200 */
  readonly delayMs?: number;
  /** Told when lines could not be written that nobody waits for. */
  readonly onLost: (error: unknown) => void;
}

/** Lines of JSON, in the order in which they came. */
export interface AuditLog {
  note(line: object): void;
  commit(line: object): void;
  /** Opens the file anew: whoever rotates it has moved it away. */
  reopen(): void;
  close(): void;
}

const STDOUT = 1;
/** Only the server's own user reads who does what. */
const MODE = 0o600;
const MOST_WAITING = 64 * 1024;

/**
 * An audit log. What must be written before something is done is written when `commit` returns, behind all that came
 * before it; the rest is gathered for a moment, so that a line costs no call of the system.
 * @throws where the file cannot be opened
 */
export function createAuditLog({ target, delayMs = 200, onLost }: AuditLogOptions): AuditLog {
  const open = () => (target === 'stdout' ? STDOUT : openSync(target, 'a', MODE));
  let file = open();
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    // A line that was written in part must not be written again from its beginning.
    let rest = Buffer.from(waiting);
    waiting = '';
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      waiting = rest.toString();
      const isTooMuch = waiting.length > MOST_WAITING;
      if (failures.hasSubscribers) failures.publish({ lost: isTooMuch ? waiting.split('\n').length - 1 : 0 });
      if (isTooMuch) waiting = '';
      throw error;
    }
  };
  const flushLater = () => {
    try {
      flush();
    } catch (error) {
      onLost(error);
    }
  };
  return {
    note(line) {
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length > MOST_WAITING) flushLater();
      else timer ??= setTimeout(flushLater, delayMs).unref();
    },
    commit(line) {
      const before = waiting;
      waiting += `${JSON.stringify(line)}\n`;
      try {
        flush();
      } catch (error) {
        // What was not sent must not be told of later as if it had been.
        if (waiting.endsWith(`${JSON.stringify(line)}\n`)) waiting = before;
        throw error;
      }
    },
    reopen() {
      flushLater();
      const old = file;
      file = open();
      if (old !== STDOUT) closeSync(old);
    },
    close() {
      flushLater();
      if (file !== STDOUT) closeSync(file);
    },
  };
}
