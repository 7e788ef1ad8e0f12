interface Slots<Value> {
  [slot: symbol]: Value | undefined;
}

/**
 * What is known of a request or of an operation's context, kept on the object itself.
 *
 * A WeakMap would do, but V8's young generation takes every value in one for alive, whether its key is or not: all that an
 * operation has read and made would be copied once or twice more, and half of it grow old.
 */
export class Beside<Key extends object, Value> {
  readonly #key = Symbol('beside');

  of(object: Key): Value | undefined {
    return (object as Slots<Value>)[this.#key];
  }

  set(object: Key, value: Value): void {
    (object as Slots<Value>)[this.#key] = value;
  }
}
