import { accountLoader } from './account.ts';
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
  return {
    ...collections,
    ...keyed,
    collections,
    groupUser: groupUserLoader(reader),
    teamMember: teamMemberLoader(reader),
    reader,
    /** Forgets what the operation has read: it has written. */
    forget(): void {
      for (const loader of [...Object.values(collections), ...Object.values(keyed)]) loader.forget();
    },
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
