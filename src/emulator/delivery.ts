import type { Clock } from './clock.ts';

/** What came back for a webhook. */
export interface Receipt {
  /** The receiver's status; 0 when there was no answer. */
  readonly status: number;
  readonly message: string;
}

/** Posts a body; undefined when the address is not one that this emulator may send to. */
export type Send = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Receipt | undefined>;

/** How long a receiver may take (third-party figure). */
const timeoutMs = 10_000;

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export const isLoopback = (url: URL) => loopback.has(url.hostname);

/** Posts to loopback and to the hosts named, nowhere else: the demo's webhooks point at hosts of other people. Redirects are not followed. */
export function senderTo(hosts: readonly string[], clock: Clock): Send {
  return async (url, headers, body) => {
    const target = new URL(url);
    if (!isLoopback(target) && !hosts.includes(target.hostname) && !hosts.includes(target.host)) return undefined;
    const abort = new AbortController();
    const cancel = clock.setTimer(clock.now() + timeoutMs, () =>
      abort.abort(new Error('The receiver did not answer in time')),
    );
    try {
      const answer = await fetch(target, { method: 'POST', headers, body, redirect: 'manual', signal: abort.signal });
      await answer.arrayBuffer();
      return { status: answer.status, message: answer.statusText };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: 0, message: cause instanceof Error ? cause.message : String(cause) };
    } finally {
      cancel();
    }
  };
}

export const isSuccess = ({ status }: Receipt) => status >= 200 && status < 300;
