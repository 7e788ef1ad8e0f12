import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { MaybePromise } from './builder.ts';

/** What the fields of one operation have in common while it runs. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly variables: Record<string, unknown>;
  readonly rootValue: unknown;
  readonly context: unknown;
  /** Of fields that are null for it, in the order in which they failed. */
  readonly errors: GraphQLError[];
  /** What writes objects of a type with what is selected of them. */
  readonly objectWriter: (type: GraphQLObjectType, sets: readonly (SelectionSetNode | undefined)[]) => Writer;
}

/** Writes a value as JSON; what has to be waited for comes as a promise. Fails with located errors only. */
export type Writer = (value: unknown, path: Path | undefined) => MaybePromise<string>;

/** The keys down to a value, from its own up to the root's. */
export interface Path {
  readonly before: Path | undefined;
  readonly key: string | number;
}

/** A place of the answer, of which there may be many: a field's value, or the items of its list. */
interface Place {
  readonly nodes: readonly FieldNode[];
  readonly nullable: boolean;
}

/**
 * What is written for a value that has failed: null, and the error is noted with where in the answer and in the operation
 * it belongs. @throws it, so located, where null is no value of the place (GraphQL specification 6.4.4)
 */
export function failed(execution: Execution, { nodes, nullable }: Place, error: unknown, path: Path): string {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.before) keys.unshift(at.key);
  const located = locatedError(error, nodes, keys);
  if (!nullable) throw located;
  execution.errors.push(located);
  return 'null';
}

/** A text of parts, some of which may still be under way. */
export class Text {
  #parts: MaybePromise<string>[] | undefined;
  #text: string;

  constructor(start: string) {
    this.#text = start;
  }

  /** Whether something of it is still to come. */
  get isPending(): boolean {
    return this.#parts !== undefined;
  }

  add(part: MaybePromise<string>): void {
    if (typeof part === 'string') {
      this.#text += part;
    } else {
      this.#parts ??= [];
      this.#parts.push(this.#text, part);
      this.#text = '';
    }
  }

  /** The whole of it. */
  end(last: string): MaybePromise<string> {
    const end = this.#text + last;
    if (this.#parts === undefined) return end;
    return Promise.all(this.#parts).then((parts) => parts.join('') + end);
  }

  /** Fails for a part that could not be written, when what is under way has ended: nothing happens after a failure. */
  fail(error: unknown): Promise<never> {
    return Promise.allSettled(this.#parts ?? []).then(() => {
      throw error;
    });
  }
}
