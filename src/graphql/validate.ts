import {
  type ASTNode,
  type ASTVisitor,
  assertValidSchema,
  BREAK,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  specifiedRules,
  TypeInfo,
  ValidationContext,
  type ValidationRule,
  visit,
  visitWithTypeInfo,
} from 'graphql';

type Look = (node: ASTNode, key: unknown, parent: unknown, path: unknown, ancestors: unknown) => unknown;

/** What a visitor, by its index, does with nodes of one kind. */
interface Listener {
  readonly at: number;
  readonly look: Look;
}

interface Options {
  readonly maxErrors?: number;
  readonly hideSuggestions?: boolean | undefined;
}

interface Listeners {
  readonly enter: Listener[];
  readonly leave: Listener[];
}

const MOST_ERRORS = 100;

/**
 * As graphql-js' `validate`, which takes longer for an operation of a few fields than to execute it: before it looks at the
 * first node it asks each of thirty rules what it has for each of forty kinds of nodes. Here a node is shown to the rules
 * that have something for its kind.
 */
export function validate(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[] = specifiedRules,
  { maxErrors = MOST_ERRORS, hideSuggestions }: Options = {},
  typeInfo = new TypeInfo(schema),
): readonly GraphQLError[] {
  assertValidSchema(schema);
  const errors: GraphQLError[] = [];
  const enough = Object.freeze({});
  const report = (error: GraphQLError) => {
    if (errors.length >= maxErrors) {
      errors.push(new GraphQLError('Too many validation errors, error limit reached. Validation aborted.'));
      throw enough;
    }
    errors.push(error);
  };
  const context = new ValidationContext(schema, document, typeInfo, report, hideSuggestions);
  try {
    visit(document, visitWithTypeInfo(typeInfo, sideBySide(rules.map((rule) => rule(context)))));
  } catch (error) {
    if (error !== enough) throw error;
  }
  return errors;
}

/** One visitor that does what all of them would do one after the other, of which none changes the document. */
function sideBySide(visitors: readonly ASTVisitor[]): ASTVisitor {
  const listenersTo = listenersOf(visitors);
  /** By visitor: the node into which it does not look, or that it looks no more. */
  const skipping: unknown[] = [];
  /** By node: who does not look into it. */
  const skipped = new Map<ASTNode, number[]>();
  return {
    enter(node, key, parent, path, ancestors) {
      for (const { at, look } of listenersTo(node.kind).enter) {
        if (skipping[at] !== undefined) continue;
        const said = look.call(visitors[at], node, key, parent, path, ancestors);
        if (said === BREAK) skipping[at] = BREAK;
        if (said !== false) continue;
        skipping[at] = node;
        skipped.set(node, [...(skipped.get(node) ?? []), at]);
      }
    },
    leave(node, key, parent, path, ancestors) {
      for (const { at, look } of listenersTo(node.kind).leave) {
        if (skipping[at] !== undefined) continue;
        if (look.call(visitors[at], node, key, parent, path, ancestors) === BREAK) skipping[at] = BREAK;
      }
      for (const at of skipped.get(node) ?? []) if (skipping[at] === node) skipping[at] = undefined;
      skipped.delete(node);
    },
  };
}

/** By the kind of a node: who has something for it, in the order of the visitors. */
function listenersOf(visitors: readonly ASTVisitor[]): (kind: string) => Listeners {
  const byKind = new Map<string, Listeners>();
  // Those that have something for every kind for which they have nothing of its own.
  const forAll: number[] = [];
  for (let at = 0; at < visitors.length; at++) {
    const visitor = visitors[at] as Record<string, Look | { readonly enter?: Look; readonly leave?: Look }>;
    if ('enter' in visitor || 'leave' in visitor) forAll.push(at);
    for (const kind in visitor) if (kind !== 'enter' && kind !== 'leave') listen(byKind, kind, at, visitor[kind]);
  }
  if (forAll.length === 0) return (kind) => byKind.get(kind) ?? NOBODY;
  const complete = new Set<string>();
  return (kind) => {
    if (!complete.has(kind)) {
      complete.add(kind);
      const others = forAll.filter((at) => !(kind in (visitors[at] ?? {})));
      for (const at of others) listen(byKind, kind, at, visitors[at] as { enter?: Look; leave?: Look });
      for (const listeners of Object.values(byKind.get(kind) ?? NOBODY)) listeners.sort(inOrder);
    }
    return byKind.get(kind) ?? NOBODY;
  };
}

const NOBODY: Listeners = { enter: [], leave: [] };
const inOrder = (a: Listener, b: Listener): number => a.at - b.at;

function listen(
  byKind: Map<string, Listeners>,
  kind: string,
  at: number,
  given: Look | { readonly enter?: Look; readonly leave?: Look } | undefined,
): void {
  let listeners = byKind.get(kind);
  if (listeners === undefined) {
    listeners = { enter: [], leave: [] };
    byKind.set(kind, listeners);
  }
  if (typeof given === 'function') {
    listeners.enter.push({ at, look: given });
    return;
  }
  if (given?.enter !== undefined) listeners.enter.push({ at, look: given.enter });
  if (given?.leave !== undefined) listeners.leave.push({ at, look: given.leave });
}
