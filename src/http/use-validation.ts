import { specifiedRules } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { validate } from '../graphql/validate.ts';
import { rulesFor } from '../graphql/validation-rules.ts';

/** Validates in the way that is quickest for small operations. */
export function useValidation(): Plugin {
  const validateWithin: typeof validate = (schema, document, rules = specifiedRules, ...rest) =>
    validate(schema, document, rulesFor(document, rules), ...rest);
  return { onValidate: ({ setValidationFn }) => setValidationFn(validateWithin as never) };
}
