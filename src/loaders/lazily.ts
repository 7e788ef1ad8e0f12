import type { Reader } from './reader.ts';

/** What makes loaders, by their names. */
type Makers = Readonly<Record<string, (reader: Reader) => object>>;

/** The loaders that are made by these. */
export type Made<By extends Makers> = { readonly [Name in keyof By]: ReturnType<By[Name]> };

/**
 * A class whose instances have a loader for each maker, which is made when it is first asked for: an operation needs few
 * of all that there are, and one that waits keeps what it has made.
 */
export function lazily<By extends Makers>(makers: By) {
  abstract class Lazy {
    readonly reader: Reader;
    readonly #made = new Map<keyof By, object>();

    constructor(reader: Reader) {
      this.reader = reader;
    }

    protected loader(name: keyof By): object {
      let loader = this.#made.get(name);
      if (loader === undefined) {
        loader = (makers[name] as By[keyof By])(this.reader);
        this.#made.set(name, loader);
      }
      return loader;
    }

    /** Those that were made. */
    protected get made(): Iterable<object> {
      return this.#made.values();
    }
  }
  for (const name of Object.keys(makers)) {
    Object.defineProperty(Lazy.prototype, name, {
      get(this: Lazy) {
        return this.loader(name);
      },
    });
  }
  return Lazy as unknown as abstract new (
    reader: Reader,
  ) => Lazy & Made<By>;
}
