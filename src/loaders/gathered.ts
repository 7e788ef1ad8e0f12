import DataLoader from 'dataloader';

/**
 * Keys gathered over a tick, so that what they cost is claimed at once; each is answered as soon as its own call has
 * ended, where in a batch of DataLoader's all wait for the slowest.
 */
export class Gathered<Key, Value> {
  readonly #loader: DataLoader<Key, { readonly value: Promise<Value> }, string>;

  /** @param begin begins what answers each key, in their order; what it throws fails all of them */
  constructor(begin: (keys: readonly Key[]) => readonly Promise<Value>[], keyOf: (key: Key) => string) {
    const batch = async (keys: readonly Key[]) =>
      begin(keys).map((value) => {
        // Whoever asks is told, and nobody else.
        value.catch(() => {});
        return { value };
      });
    this.#loader = new DataLoader(batch, { cacheKeyFn: keyOf });
  }

  async load(key: Key): Promise<Value> {
    return (await this.#loader.load(key)).value;
  }

  forget(): void {
    this.#loader.clearAll();
  }
}
