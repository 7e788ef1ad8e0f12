import { timingSafeEqual } from 'node:crypto';
import type { CredentialOption } from './options.ts';
import type { Account } from './store/account.ts';

/** Who makes a call. */
export interface Caller {
  readonly key: string;
  readonly account: Account;
  /** Undefined for a system key. */
  readonly userId: string | undefined;
  readonly systemKeyId: string | undefined;
  readonly forbidden: readonly string[];
  readonly kept: KeptAnswers;
}

/** Answers of an account that no change has made void. */
export class KeptAnswers {
  readonly #account: Account;
  readonly #bytes: number;
  readonly #answers = new Map<string, Buffer>();
  #held = 0;
  #version = -1;

  constructor(account: Account, bytes = 32 * 1024 * 1024) {
    this.#account = account;
    this.#bytes = bytes;
  }

  get(line: string): Buffer | undefined {
    return this.#account.version === this.#version ? this.#answers.get(line) : undefined;
  }

  set(line: string, answer: Buffer): void {
    if (this.#account.version !== this.#version || this.#held + answer.length > this.#bytes) {
      this.#answers.clear();
      this.#held = 0;
      this.#version = this.#account.version;
    }
    this.#answers.set(line, answer);
    this.#held += answer.length;
  }
}

/** HTTP Basic. A key whose user is deleted is dead. */
export class Credentials {
  readonly #callers = new Map<string, { secret: Buffer; caller: Caller }>();
  readonly #byHeader = new Map<string, Caller>();

  add(option: CredentialOption, account: Account, kept: KeptAnswers): void {
    const userId = option.systemKeyId === undefined ? (option.userId ?? account.ownerId) : undefined;
    const caller: Caller = {
      key: option.key,
      account,
      userId,
      systemKeyId: option.systemKeyId,
      forbidden: option.forbidden ?? [],
      kept,
    };
    this.#callers.set(option.key, { secret: Buffer.from(option.secret), caller });
  }

  callerOf(authorization: string | undefined): Caller | undefined {
    if (authorization === undefined) return undefined;
    const caller = this.#byHeader.get(authorization) ?? this.#check(authorization);
    if (caller?.userId !== undefined && caller.account.users.get(caller.userId) === undefined) return undefined;
    return caller;
  }

  #check(authorization: string): Caller | undefined {
    const [, encoded] = /^basic\s+([\w+/=-]+)\s*$/i.exec(authorization) ?? [];
    if (encoded === undefined) return undefined;
    const [key = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const known = this.#callers.get(key);
    const secret = Buffer.from(rest.join(':'));
    if (known === undefined || known.secret.length !== secret.length || !timingSafeEqual(known.secret, secret))
      return undefined;
    // Known keys only, so that what callers send cannot make this grow; the spellings of one key in base64 are few.
    this.#byHeader.set(authorization, known.caller);
    return known.caller;
  }
}
