import { explain } from '../relay/server-error.ts';
import { notify } from '../state/notices.ts';

/** The connection that something is done with. */
export interface Target {
  readonly id: string;
  readonly name: string;
}

interface Message {
  readonly message: string;
}

/**
 * Tells how a mutation went: done, refused for something that the user can mend (`userErrors`), or failed.
 *
 * @param done what to say when all went well
 * @param userErrors where they are in the response
 */
export function tellOf<Response>(
  done: string,
  userErrors: (response: Response) => readonly Message[] | null | undefined,
): {
  onCompleted(response: Response, errors: readonly Message[] | null): void;
  onError(error: Error): void;
} {
  return {
    onCompleted(response, errors) {
      const [problem] = [...(errors ?? []), ...(userErrors(response) ?? [])];
      if (problem === undefined) notify('good', done);
      else notify('bad', problem.message);
    },
    onError: (error) => notify('bad', explain(error)),
  };
}
