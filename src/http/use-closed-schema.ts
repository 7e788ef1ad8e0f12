import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { validate } from '../graphql/validate.ts';

/** The schema is not told: neither when it is asked for, nor by what an error suggests instead of a misspelt name. */
export function useClosedSchema(): Plugin {
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      const closed: typeof validate = (schema, document, rules, options, typeInfo) =>
        validate(schema, document, rules, { ...options, hideSuggestions: true }, typeInfo);
      setValidationFn(closed as never);
    },
    onExecute({ args }) {
      Object.assign(args, { hideSuggestions: true });
    },
  };
}
