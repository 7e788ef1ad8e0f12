import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What of an operation tells which of its selections apply. */
export interface Document {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A document's fragments, by their names. */
export function fragmentsOf({ definitions }: DocumentNode): Document['fragments'] {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  }
  return fragments;
}

/** A field that applies, with the type condition nearest above it, if there is one within the selection set. */
export interface SelectedField {
  readonly node: FieldNode;
  readonly condition: string | undefined;
}

/**
 * The fields of selection sets, through fragments, less what `@skip` and `@include` take out and what `@defer` puts off
 * (unless its `if` is false).
 */
export function* selectedFields(
  sets: readonly (SelectionSetNode | undefined)[],
  document: Document,
  options: Selecting,
): Generator<SelectedField> {
  const seen = new Set<string>();
  for (const set of sets) yield* fieldsOf(set?.selections ?? [], undefined, document, options, seen);
}

interface Selecting {
  /** Whether what `@defer` puts off counts. */
  readonly deferred: boolean;
  /** Whether what stands under a type condition applies. @default it does */
  readonly admits?: (typeName: string) => boolean;
}

function* fieldsOf(
  selections: readonly SelectionNode[],
  condition: string | undefined,
  document: Document,
  options: Selecting,
  seen: Set<string>,
): Generator<SelectedField> {
  for (const selection of selections) {
    if (!applies(selection, document)) continue;
    if (selection.kind === Kind.FIELD) {
      yield { node: selection, condition };
      continue;
    }
    if (!options.deferred && isDeferred(selection, document)) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const own = selection.typeCondition?.name.value;
      if (own !== undefined && options.admits?.(own) === false) continue;
      yield* fieldsOf(selection.selectionSet.selections, own ?? condition, document, options, seen);
      continue;
    }
    const name = selection.name.value;
    const fragment = document.fragments[name];
    // A fragment adds nothing a second time; fragments that each name the next one twice would else never end.
    const place = `${condition ?? ''} ${name}`;
    if (fragment === undefined || seen.has(place)) continue;
    seen.add(place);
    const inner = fragment.typeCondition.name.value;
    if (options.admits?.(inner) === false) continue;
    yield* fieldsOf(fragment.selectionSet.selections, inner, document, options, seen);
  }
}

function applies(selection: SelectionNode, { variables }: Document): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  if (skip?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}

function isDeferred(selection: SelectionNode, { variables }: Document): boolean {
  const directive = selection.directives?.find(({ name }) => name.value === 'defer');
  if (directive === undefined) return false;
  const condition = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
  if (condition?.kind === Kind.BOOLEAN) return condition.value;
  if (condition?.kind === Kind.VARIABLE) return variables[condition.name.value] !== false;
  return true;
}

/**
 * Answers what is selected below a field, once for all the parents that the field is resolved for. One for each
 * operation, since variables decide.
 */
export class Selections {
  readonly #answers = new WeakMap<FieldNode, { nodes: readonly FieldNode[]; answer: boolean }[]>();

  /** Whether a field other than `free` is selected below `nodes`, outside of what is deferred. */
  selectsBeyond(free: ReadonlySet<string>, nodes: readonly FieldNode[], document: () => Document): boolean {
    const [first] = nodes;
    if (first === undefined) return false;
    const known = this.#answers.get(first) ?? [];
    // One node may be merged with others in one place and stand alone in another, where its fragment is used twice.
    const same = known.find(
      (entry) => entry.nodes.length === nodes.length && entry.nodes.every((n, i) => n === nodes[i]),
    );
    if (same !== undefined) return same.answer;
    const answer = selectsBeyond(free, nodes, document());
    this.#answers.set(first, [...known, { nodes, answer }]);
    return answer;
  }
}

/** Whether a field other than `free` is selected below `nodes`; what is deferred counts where `options` says so. */
export function selectsBeyond(
  free: ReadonlySet<string>,
  nodes: readonly FieldNode[],
  document: Document,
  options: { readonly deferred: boolean } = { deferred: false },
): boolean {
  const sets = nodes.map((node) => node.selectionSet);
  for (const { node } of selectedFields(sets, document, options)) {
    if (!free.has(node.name.value)) return true;
  }
  return false;
}
