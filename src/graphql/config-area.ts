import type { Context } from './builder.ts';

type Resolve<Parent, Value> = (parent: Parent, args: object, context: Context) => Value;

/**
 * Puts a field into the area `config`: what may hold secrets that Fivetran does not mask, and so is granted apart. Refused
 * before anything is read for it.
 */
export function guarded<Parent, Value, Options extends { readonly resolve: Resolve<Parent, Value> }>(
  options: Options & { readonly resolve: Resolve<Parent, Value> },
): Options {
  return {
    ...options,
    resolve: (parent: Parent, args: object, context: Context) => {
      context.loaders.reader.demand('config', 'read');
      return options.resolve(parent, args, context);
    },
  };
}
