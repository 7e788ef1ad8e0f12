import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV = 12;
const TAG = 16;

/**
 * Seals what is kept outside of this process with a key that only the credential gives: whoever reads the store learns
 * nothing, and what somebody else has put there, or moved from another place, is not taken for an answer.
 */
export class Vault {
  readonly #key: Buffer;

  constructor({ key, secret }: { readonly key: string; readonly secret: string }) {
    this.#key = createHmac('sha256', secret).update(`fivetran-graphql: what is kept for ${key}`).digest();
  }

  /** The name of a place, from which the place cannot be told. */
  nameOf(place: string): string {
    return createHmac('sha256', this.#key).update(place).digest('base64url');
  }

  seal(place: string, text: string): Buffer {
    const iv = randomBytes(IV);
    const cipher = createCipheriv(CIPHER, this.#key, iv).setAAD(Buffer.from(place));
    const sealed = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
  }

  /** @returns undefined for what was not sealed for this place with this credential */
  open(place: string, sealed: Buffer): Buffer | undefined {
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, IV), { authTagLength: TAG })
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(IV, IV + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
