import { type DocumentNode, OverlappingFieldsCanBeMergedRule, type ValidationRule } from 'graphql';

/** What a text must have one of, so that a rule can have anything to say of it. */
type Signs = readonly string[];

const DIRECTIVES: Signs = ['@'];
const VARIABLES: Signs = ['$'];
const ARGUMENTS: Signs = ['('];
const FRAGMENTS: Signs = ['...', 'fragment'];
const INTROSPECTION: Signs = ['__'];

/** By the names of rules. What is not here is asked of every document. */
const SIGNS: ReadonlyMap<string, Signs> = new Map([
  ['KnownDirectivesRule', DIRECTIVES],
  ['UniqueDirectivesPerLocationRule', DIRECTIVES],
  ['DeferStreamDirectiveLabelRule', DIRECTIVES],
  ['DeferStreamDirectiveOnRootFieldRule', DIRECTIVES],
  ['StreamDirectiveOnListFieldRule', DIRECTIVES],
  ['NoUndefinedVariablesRule', VARIABLES],
  ['NoUnusedVariablesRule', VARIABLES],
  ['UniqueVariableNamesRule', VARIABLES],
  ['VariablesAreInputTypesRule', VARIABLES],
  ['VariablesInAllowedPositionRule', VARIABLES],
  ['KnownArgumentNamesRule', ARGUMENTS],
  ['UniqueArgumentNamesRule', ARGUMENTS],
  ['UniqueInputFieldNamesRule', ARGUMENTS],
  ['ValuesOfCorrectTypeRule', ARGUMENTS],
  ['FragmentsOnCompositeTypesRule', FRAGMENTS],
  ['KnownFragmentNamesRule', FRAGMENTS],
  ['NoFragmentCyclesRule', FRAGMENTS],
  ['NoUnusedFragmentsRule', FRAGMENTS],
  ['PossibleFragmentSpreadsRule', FRAGMENTS],
  ['UniqueFragmentNamesRule', FRAGMENTS],
  ['KnownTypeNamesRule', [...VARIABLES, ...FRAGMENTS]],
  ['MaxIntrospectionDepthRule', INTROSPECTION],
  ['NoSchemaIntrospectionCustomRule', INTROSPECTION],
  ['SingleFieldSubscriptionsRule', ['subscription']],
]);

/**
 * The rules that can have anything to say of a document, as its text tells at once: where no `$` is, there is no variable.
 * Rules look at every node, and ever new texts are mostly those without variables. Of fields that overlap the rule for
 * `@stream` says what graphql-js' own says as well, which is enough.
 */
export function rulesFor({ loc }: DocumentNode, rules: readonly ValidationRule[]): readonly ValidationRule[] {
  const text = loc?.source.body;
  if (text === undefined) return rules;
  const has = (signs: Signs) => signs.some((sign) => text.includes(sign));
  return rules.filter((rule) => {
    if (isForStream(rule)) return has(DIRECTIVES);
    const signs = SIGNS.get(rule.name);
    return signs === undefined || has(signs);
  });
}

const isForStream = (rule: ValidationRule): boolean =>
  rule.name === OverlappingFieldsCanBeMergedRule.name && rule !== OverlappingFieldsCanBeMergedRule;
