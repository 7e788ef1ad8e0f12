import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';

/** Errors of one kind that are listed for one field; of more only the count is told. */
const MOST_OF_A_KIND = 20;

/** Keeps an answer readable where one cause has failed a field of many items: the first errors stand for all. */
export function useErrorLimit(): Plugin {
  return {
    onExecute: () => ({
      onExecuteDone({ result, setResult }) {
        setResult(isAsyncIterable(result) ? mapAsyncIterator(result, limitErrors) : limitErrors(result));
      },
    }),
  };
}

function limitErrors(result: ExecutionResult): ExecutionResult {
  if (result.errors === undefined || result.errors.length <= MOST_OF_A_KIND) return result;
  const kinds = Map.groupBy(result.errors, kindOf);
  const errors = [...kinds.values()].flatMap((alike) => {
    const [first] = alike;
    const left = alike.length - MOST_OF_A_KIND;
    if (left <= 0 || first === undefined) return alike;
    const field = first.path?.filter((step) => typeof step === 'string').join('.') ?? '';
    const extensions = { code: first.extensions.code, count: left };
    const more = new GraphQLError(`${left} more errors like these at ${field}`, { extensions });
    return [...alike.slice(0, MOST_OF_A_KIND), more];
  });
  return { ...result, errors };
}

function kindOf({ path, extensions }: GraphQLError): string {
  const field = path?.map((step) => (typeof step === 'number' ? '#' : step)).join('.') ?? '';
  return `${String(extensions.code)} ${field}`;
}
