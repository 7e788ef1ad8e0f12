import type { Write } from '../fivetran/endpoint.ts';
import type { Ahead } from '../plan/plan.ts';
import { accountLoader } from './account.ts';
import { beginAhead, knowledgeOf } from './ahead.ts';
import { certificateLoader } from './certificate.ts';
import { connectionLoader } from './connection.ts';
import { destinationLoader } from './destination.ts';
import { groupLoader, groupUserLoader } from './group.ts';
import { logServiceLoader } from './log-service.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { roleLoader } from './role.ts';
import { liveColumnsLoader, schemaConfigLoader } from './schema-config.ts';
import { teamLoader, teamMemberLoader } from './team.ts';
import { userLoader } from './user.ts';
import { webhookLoader } from './webhook.ts';

/**
 * Everything that one operation reads with, made with its caller's permit. Nothing in it is shared with another
 * operation but what the credential's partition shares.
 */
export function createLoaders(options: ReaderOptions) {
  const reader = new Reader(options);
  const collections = {
    connection: connectionLoader(reader),
    destination: destinationLoader(reader),
    group: groupLoader(reader),
    logService: logServiceLoader(reader),
    role: roleLoader(reader),
    team: teamLoader(reader),
    user: userLoader(reader),
    webhook: webhookLoader(reader),
  };
  const keyed = {
    account: accountLoader(reader),
    certificate: certificateLoader(reader),
    schemaConfig: schemaConfigLoader(reader),
    liveColumns: liveColumnsLoader(reader),
  };
  /** Forgets what the operation has read: it has written. */
  const forget = () => {
    reader.forget();
    for (const loader of [...Object.values(collections), ...Object.values(keyed)]) loader.forget();
  };
  const lists = { groupUser: groupUserLoader(reader), teamMember: teamMemberLoader(reader) };
  const calls = {
    ...lists,
    account: keyed.account,
    schemaConfig: keyed.schemaConfig,
    certificates: keyed.certificate.all,
  };
  const planned = { reader, collections, calls };
  return {
    ...collections,
    ...keyed,
    ...lists,
    reader,
    /** What plans need to know before the operation runs. */
    knowledge: () => knowledgeOf(planned),
    /** Begins what a plan says can begin at once. */
    begin: (ahead: readonly Ahead[]) => beginAhead(planned, ahead),
    /**
     * Sends a write, and waits for its outcome whoever goes away. Whatever comes of it, nothing that was read before it is
     * served after it, to this operation or to another.
     * @param reserved whether its call was claimed already, with others of a batch
     * @throws Denied, BudgetExceeded, FivetranError, QuotaExceeded
     */
    async write<Data>(write: Write<Data>, reserved = false): Promise<Data> {
      try {
        return await reader.write(write, reserved);
      } finally {
        forget();
      }
    },
    forget,
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
