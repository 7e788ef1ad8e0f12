/** How many requests are remembered at most: a quarter of a megabyte. */
const SLOTS = 1 << 16;

/**
 * Tells which requests were seen before, in a fixed room: of each only a hash is held, in a place where a later one may
 * push it out. So it may forget, and of 65 536 new requests it takes one for one that it knows.
 */
export class AskedBefore {
  readonly #hashes = new Uint32Array(SLOTS);

  /** Whether the request was seen before; it now was. */
  again(request: string): boolean {
    const hash = hashOf(request);
    const slot = hash % SLOTS;
    const again = this.#hashes[slot] === hash;
    this.#hashes[slot] = hash;
    return again;
  }
}

/** FNV-1a over UTF-16 units, and never 0, which an empty place holds. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0 || 1;
}
