import { type DocumentNode, OverlappingFieldsCanBeMergedRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { validate } from '../graphql/validate.ts';

/** Rules that have nothing to say of a document without directives, by their names. */
const OF_DIRECTIVES: ReadonlySet<string> = new Set([
  'KnownDirectivesRule',
  'UniqueDirectivesPerLocationRule',
  'DeferStreamDirectiveLabelRule',
  'DeferStreamDirectiveOnRootFieldRule',
  'StreamDirectiveOnListFieldRule',
]);

/** Validates in the way that is quickest for small operations, most of which have no directive. */
export function useValidation(): Plugin {
  const validateWithin: typeof validate = (schema, document, rules, ...rest) =>
    validate(schema, document, hasDirectives(document) ? rules : rules?.filter(hasToSay), ...rest);
  return { onValidate: ({ setValidationFn }) => setValidationFn(validateWithin as never) };
}

/** Their text tells at once. */
const hasDirectives = ({ loc }: DocumentNode): boolean => loc?.source.body.includes('@') !== false;

/** Of fields that overlap the rule for `@stream` says what graphql-js' own says as well. */
const hasToSay = (rule: ValidationRule): boolean =>
  !OF_DIRECTIVES.has(rule.name) &&
  (rule.name !== OverlappingFieldsCanBeMergedRule.name || rule === OverlappingFieldsCanBeMergedRule);
