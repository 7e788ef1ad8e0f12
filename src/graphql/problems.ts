import { GraphQLError } from 'graphql';
import { nativeId } from './global-id.ts';
import type { Problem, UserErrorCode } from './user-error.ts';

/** What stands in Fivetran's answers in the place of a secret (fivetran-facts 1.9). */
const MASK = '******';

/** Collects what is wrong with the arguments of a mutation, so that its caller is told of all of it at once. */
export class Problems {
  readonly all: Problem[] = [];

  add(field: readonly string[] | null, message: string, code: UserErrorCode = 'INVALID_INPUT'): void {
    this.all.push({ message, code, field });
  }

  /** The id that Fivetran knows, of an argument that takes either form; a problem where it is the id of another type. */
  id(value: string, type: { readonly name: string; readonly tag: string }, field: readonly string[]): string {
    try {
      return nativeId(value, type, field.join('.'));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      this.add(field, error.message);
      return '';
    }
  }

  /** A mask that comes back would overwrite the secret that it stands for. */
  masks(value: unknown, field: readonly string[]): void {
    if (value === MASK) {
      this.add(field, `A secret is required, or nothing to leave it as it is; got the mask ${MASK}`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) this.masks(inner, [...field, name]);
    }
  }
}
