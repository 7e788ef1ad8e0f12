import { Duplicates, idOfBody, OLDEST_MS } from './duplicates.ts';
import type { News } from './event.ts';
import { BadPayload, PROBE, parsePayload } from './payload.ts';
import { isSigned } from './signature.ts';

export interface IntakeOptions {
  /** What webhooks are signed with: one secret, or two while it is exchanged. None: nothing can be verified. */
  readonly secrets: () => readonly string[];
  /** Wall-clock ms since the epoch. */
  readonly now: () => number;
  /** @param id the same for every repetition */
  readonly publish: (news: News, id: string) => void;
}

/** What became of a body, and what its sender is told. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly why: 'new' | 'probe' | 'duplicate' | 'too old' }
  | { readonly kind: 'no secret' }
  | { readonly kind: 'not signed' }
  | { readonly kind: 'malformed'; readonly message: string };

/** Takes in what claims to come from Fivetran: verifies before it reads, and passes each event on once. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #duplicates = new Duplicates();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** @param signature of the header `X-Fivetran-Signature-256` */
  take(body: Buffer, signature: string | undefined): Verdict {
    const secrets = this.#options.secrets();
    if (secrets.length === 0) return { kind: 'no secret' };
    if (!isSigned(body, signature, secrets)) return { kind: 'not signed' };
    const now = this.#options.now();
    let news: News;
    try {
      news = parsePayload(body, new Date(now).toISOString());
    } catch (error) {
      if (error instanceof BadPayload) return { kind: 'malformed', message: error.message };
      throw error;
    }
    if (news.type === PROBE) return { kind: 'accepted', why: 'probe' };
    if (now - Date.parse(news.createdAt) > OLDEST_MS) return { kind: 'accepted', why: 'too old' };
    const id = idOfBody(body);
    if (!this.#duplicates.isNew(id, now)) return { kind: 'accepted', why: 'duplicate' };
    this.#options.publish(news, id);
    return { kind: 'accepted', why: 'new' };
  }
}
