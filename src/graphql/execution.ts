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
import { type JsonOutput, NULL, type Piece } from './json-output.ts';

/** What the fields of one operation have in common while it runs. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly variables: Record<string, unknown>;
  readonly rootValue: unknown;
  readonly context: unknown;
  /** Where its data are written. */
  readonly out: JsonOutput;
  /** Of fields that are null for it, in the order in which they failed. */
  readonly errors: GraphQLError[];
  /** What writes objects of a type with what is selected of them. */
  readonly objectWriter: (type: GraphQLObjectType, sets: readonly (SelectionSetNode | undefined)[]) => Writer;
}

/** Settles when what was late has been written too; undefined where nothing was. Rejects with located errors only. */
export type Written = Promise<unknown> | undefined;

/** Writes a value as JSON. Throws located errors only; what it has written until then is of no use. */
export type Writer = (value: unknown, path: Path | undefined) => Written;

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
 * Writes what was given for a place, now or when it has come. What fails is null there.
 * @throws the error where null is no value of the place; late writes reject with it
 */
export function writeAt(execution: Execution, place: Place, value: unknown, write: Writer, path: Path): Written {
  const { out } = execution;
  if (value instanceof Promise) return writeLate(execution, place, value, write, path);
  const mark = out.mark();
  try {
    const written = write(value, path);
    return written && nullIfFailed(execution, place, written, out.since(mark), path);
  } catch (error) {
    out.rewind(mark);
    writeFailed(execution, place, error, path);
    return undefined;
  }
}

function writeLate(execution: Execution, place: Place, value: Promise<unknown>, write: Writer, path: Path): Written {
  const { out } = execution;
  const piece = out.hole();
  const written = value.then((value) => out.fill(piece, () => write(value, path)));
  return nullIfFailed(execution, place, written, piece, path);
}

function nullIfFailed(
  execution: Execution,
  place: Place,
  written: Promise<unknown>,
  piece: Piece,
  path: Path,
): Written {
  return written.catch((error) => {
    note(execution, place, error, path);
    piece.parts = [NULL];
  });
}

/** Writes null for a value that has failed. @throws the error where null is no value of the place */
export function writeFailed(execution: Execution, place: Place, error: unknown, path: Path): void {
  note(execution, place, error, path);
  execution.out.raw(NULL);
}

/**
 * Notes an error with where in the answer and in the operation it belongs. @throws it, so located, where null is no value
 * of the place (GraphQL specification 6.4.4)
 */
function note(execution: Execution, { nodes, nullable }: Place, error: unknown, path: Path): void {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.before) keys.unshift(at.key);
  const located = locatedError(error, nodes, keys);
  if (!nullable) throw located;
  execution.errors.push(located);
}

/** What of an object or a list is still under way. */
export class Pending {
  #writes: Promise<unknown>[] | undefined;

  add(written: Written): void {
    if (written === undefined) return;
    this.#writes ??= [];
    this.#writes.push(written);
  }

  /** When all of it is written. */
  all(): Written {
    return this.#writes && Promise.all(this.#writes);
  }

  /** Fails for a part that could not be written, when what is under way has ended: nothing happens after a failure. */
  fail(error: unknown): Promise<never> {
    if (this.#writes === undefined) throw error;
    return Promise.allSettled(this.#writes).then(() => {
      throw error;
    });
  }
}
