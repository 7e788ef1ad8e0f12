import type { Plugin } from 'graphql-yoga';
import { validate } from '../graphql/validate.ts';

/** Validates in the way that is quickest for small operations. */
export function useValidation(): Plugin {
  return { onValidate: ({ setValidationFn }) => setValidationFn(validate as never) };
}
