import type { MaybePromise } from './builder.ts';

/**
 * Stands for a thing that is known by its id, before or without being read: the target of a reference. Its id costs
 * nothing and is there even when the thing is gone; its other fields read it when they are asked for.
 */
export class Handle<Shape> {
  readonly typename: string;
  readonly id: string;
  readonly #load: () => MaybePromise<Shape | null>;
  #loaded: MaybePromise<Shape | null> | undefined;

  constructor(typename: string, id: string, load: () => MaybePromise<Shape | null>) {
    this.typename = typename;
    this.id = id;
    this.#load = load;
  }

  /** The thing itself; null where there is none. */
  get(): MaybePromise<Shape | null> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }
}

/** What a resolver of a resource's field is given: the thing as it came over the wire, or a handle of it. */
export type Parent<Shape> = Shape | Handle<Shape>;

/** A resolver that picks something of the thing; null where the thing is gone. */
export function from<Shape extends object>() {
  return <Value>(pick: (shape: Shape) => Value | null | undefined) =>
    (parent: Parent<Shape>): MaybePromise<Value | null> => {
      if (!(parent instanceof Handle)) return pick(parent) ?? null;
      const shape = parent.get();
      if (shape instanceof Promise) return shape.then((loaded) => (loaded === null ? null : (pick(loaded) ?? null)));
      return shape === null ? null : (pick(shape) ?? null);
    };
}

/** Goes on with a value, at once where it is there. */
export function andThen<In, Out>(value: MaybePromise<In>, next: (value: In) => MaybePromise<Out>): MaybePromise<Out> {
  return value instanceof Promise ? value.then(next) : next(value);
}
