import type { Write } from '../fivetran/endpoint.ts';
import type { Knowledge } from '../plan/estimate.ts';
import type { Ahead } from '../plan/plan.ts';
import { accountLoader } from './account.ts';
import { beginAhead, knowledgeOf, type Planned } from './ahead.ts';
import { certificateListLoader, certificateLoader } from './certificate.ts';
import { connectionLoader } from './connection.ts';
import { destinationLoader } from './destination.ts';
import { groupLoader, groupUserLoader } from './group.ts';
import { lazily } from './lazily.ts';
import { logServiceLoader } from './log-service.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { roleLoader } from './role.ts';
import { liveColumnsLoader, schemaConfigLoader } from './schema-config.ts';
import { teamLoader, teamMemberLoader } from './team.ts';
import { userLoader } from './user.ts';
import { webhookLoader } from './webhook.ts';

/** Resources that have a list. */
const COLLECTIONS = {
  connection: connectionLoader,
  destination: destinationLoader,
  group: groupLoader,
  logService: logServiceLoader,
  role: roleLoader,
  team: teamLoader,
  user: userLoader,
  webhook: webhookLoader,
};

/** What is one call for each key, and is planned by it. */
const CALLS = {
  account: accountLoader,
  certificates: certificateListLoader,
  groupUser: groupUserLoader,
  schemaConfig: schemaConfigLoader,
  teamMember: teamMemberLoader,
};

const MAKERS = { ...COLLECTIONS, ...CALLS, certificate: certificateLoader, liveColumns: liveColumnsLoader };

/**
 * Everything that one operation reads with, made with its caller's permit. Nothing in it is shared with another
 * operation but what the credential's partition shares.
 */
export class Loaders extends lazily(MAKERS) {
  readonly #planned: Planned = {
    reader: this.reader,
    collection: (of) => (isOf(COLLECTIONS, of) ? this[of] : undefined),
    call: (of) => (isOf(CALLS, of) ? this[of] : undefined),
  };

  constructor(options: ReaderOptions) {
    super(new Reader(options));
  }

  /** What plans need to know before the operation runs. */
  knowledge(): Knowledge {
    return knowledgeOf(this.#planned);
  }

  /** Begins what a plan says can begin at once. */
  begin(ahead: readonly Ahead[]): void {
    beginAhead(this.#planned, ahead);
  }

  /**
   * Sends a write, and waits for its outcome whoever goes away. Whatever comes of it, nothing that was read before it is
   * served after it, to this operation or to another.
   * @param reserved whether its call was claimed already, with others of a batch
   * @throws Denied, BudgetExceeded, FivetranError, QuotaExceeded
   */
  async write<Data>(write: Write<Data>, reserved = false): Promise<Data> {
    try {
      return await this.reader.write(write, reserved);
    } finally {
      this.forget();
    }
  }

  /** Forgets what the operation has read: it has written. */
  forget(): void {
    this.reader.forget();
    for (const loader of this.made) if ('forget' in loader) (loader as { forget(): void }).forget();
  }
}

const isOf = <Table extends object>(table: Table, name: string): name is keyof Table & string =>
  Object.hasOwn(table, name);
