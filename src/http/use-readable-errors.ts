import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';

/** Errors of one kind that are listed for one field; of more only the count is told. */
const MOST_OF_A_KIND = 20;

/** An answer, or a part of one: what is deferred or streamed has its errors further in. */
interface Part extends ExecutionResult {
  readonly incremental?: readonly Part[];
}

/**
 * Gives every error of an answer the form that its caller may see, also in the parts that come later, and keeps the answer
 * readable where one cause has failed a field of many items: the first errors stand for all.
 */
export function useReadableErrors(mask: (error: unknown) => GraphQLError): Plugin {
  const readable = (part: Part): Part => {
    if (part.errors === undefined && part.incremental === undefined) return part;
    return {
      ...part,
      ...(part.errors && { errors: limited(part.errors.map(mask)) }),
      ...(part.incremental && { incremental: part.incremental.map(readable) }),
    };
  };
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        setResult(isAsyncIterable(result) ? mapAsyncIterator(result, readable) : readable(result));
      },
    }),
  };
}

function limited(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  if (errors.length <= MOST_OF_A_KIND) return errors;
  return [...Map.groupBy(errors, kindOf).values()].flatMap((alike) => {
    const [first] = alike;
    const left = alike.length - MOST_OF_A_KIND;
    if (left <= 0 || first === undefined) return alike;
    const field = first.path?.filter((step) => typeof step === 'string').join('.') ?? '';
    const extensions = { code: first.extensions.code, count: left };
    const more = new GraphQLError(`${left} more errors like these at ${field}`, { extensions });
    return [...alike.slice(0, MOST_OF_A_KIND), more];
  });
}

function kindOf({ path, extensions }: GraphQLError): string {
  const field = path?.map((step) => (typeof step === 'number' ? '#' : step)).join('.') ?? '';
  return `${String(extensions.code)} ${field}`;
}
