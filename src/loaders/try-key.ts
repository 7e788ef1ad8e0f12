import { Forbidden } from '../fivetran/errors.ts';
import type { Session } from './session.ts';

/** How long one try may take. */
const SECONDS = 10;

/**
 * Asks Fivetran whose key a session has, at the cost of one call.
 * @throws where it is not accepted; a key that may not see its account is
 */
export async function tryKey(session: Session): Promise<void> {
  const loaders = session.createLoaders({ signal: session.ended, fresh: false, trace: false, seconds: SECONDS });
  try {
    await loaders.account.load();
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
  }
}
