import type { CallRecord } from './calls.ts';
import type { Random } from './random.ts';
import type { Account } from './store/account.ts';

/**
 * What goes wrong. Where the call gets no answer of its own (`status`, `hangUp`, `never`), `applied` says whether it took
 * effect all the same; by default it did not.
 */
export type Fault =
  /** Another answer. `body` is sent as it is when it is a text, as JSON otherwise. */
  | { status: number; body?: unknown; headers?: Record<string, string>; applied?: boolean }
  /** The call takes effect at once, its answer comes that much later (by the emulator's clock). */
  | { delayMs: number }
  /** The line breaks in the middle of the body. */
  | { truncate: true }
  /** The line breaks before the answer. */
  | { hangUp: true; applied?: boolean }
  /** No answer, and the line stays open. */
  | { never: true; applied?: boolean }
  /** The answer's JSON is changed: values nobody knows, fields too many or too few. */
  | { patch: (json: unknown) => unknown }
  /** Runs just before the call is handled: rows come and go between the pages of a walk. */
  | { page: (account: Account) => void };

export interface FaultRule {
  /** On 'METHOD /path?query'. A text must be the whole of it; without a query it matches any. */
  readonly match: string | RegExp | ((call: CallRecord) => boolean);
  /** How often it strikes. @default for ever */
  readonly times?: number;
  /** How likely it strikes, each time by the emulator's seeded generator. @default 1 */
  readonly probability?: number;
  readonly then: Fault;
}

/** The scripted faults, in the order in which they were added; the first that matches strikes. */
export class Faults {
  readonly #rules = new Map<FaultRule, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  add(rule: FaultRule): () => void {
    this.#rules.set(rule, rule.times ?? Number.POSITIVE_INFINITY);
    return () => this.#rules.delete(rule);
  }

  strike(call: CallRecord): Fault | undefined {
    for (const [rule, left] of this.#rules) {
      if (left === 0 || !matches(rule.match, call)) continue;
      if (rule.probability !== undefined && !this.#random.chance(rule.probability)) continue;
      this.#rules.set(rule, left - 1);
      return rule.then;
    }
    return undefined;
  }
}

function matches(match: FaultRule['match'], call: CallRecord): boolean {
  if (typeof match === 'function') return match(call);
  if (typeof match === 'string') return match === (match.includes('?') ? call.line : `${call.method} ${call.path}`);
  match.lastIndex = 0;
  return match.test(call.line);
}
