import { accountLoader } from './account.ts';
import { connectionLoader } from './connection.ts';
import { destinationLoader } from './destination.ts';
import { groupLoader, groupUserLoader } from './group.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { liveColumnsLoader, schemaConfigLoader } from './schema-config.ts';
import { userLoader } from './user.ts';

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
    user: userLoader(reader),
  };
  const keyed = {
    account: accountLoader(reader),
    schemaConfig: schemaConfigLoader(reader),
    liveColumns: liveColumnsLoader(reader),
  };
  return {
    ...collections,
    ...keyed,
    groupUser: groupUserLoader(reader),
    reader,
    /** Forgets what the operation has read: it has written. */
    forget(): void {
      for (const loader of [...Object.values(collections), ...Object.values(keyed)]) loader.forget();
    },
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
