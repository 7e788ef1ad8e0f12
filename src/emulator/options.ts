import type { Clock } from './clock.ts';
import type { QuotaOption } from './quota.ts';

/** How large a generated account is. Whatever is left out is small. */
export interface AccountSize {
  /** Each with a destination, without the connection that Fivetran would add. @default 3 */
  groups?: number;
  /** @default 4 */
  connectionsPerGroup?: number;
  /** @default 5 */
  users?: number;
  /** @default 2 */
  teams?: number;
  /** @default 3 */
  membersPerTeam?: number;
  /** Users with a role in each group. @default 3 */
  usersPerGroup?: number;
  /** @default 1 */
  schemasPerConnection?: number;
  /** @default 3 */
  tablesPerSchema?: number;
  /** Columns that the source has. @default 5 */
  columnsPerTable?: number;
  /** Columns of each table that a user has set, which alone appear in the schema config. @default 1 */
  setColumnsPerTable?: number;
  /** Makes the first connection one of that many tables. */
  tablesOfFirstConnection?: number;
  /** Account webhooks, never delivered. @default 1 */
  webhooks?: number;
  /** @default 1 */
  certificatesPerConnection?: number;
  /** At most one a group. @default 1 */
  logServices?: number;
}

/** How long the emulator takes to answer, in ms by its clock. 0 sets no timer at all. */
export interface Latency {
  /** Any call. @default 200 in the demo, else 0 */
  call: number;
  /** A schema reload, instead of `call`. @default 5000 in the demo, else 0 */
  reload: number;
  /** A call that runs setup tests, instead of `call`. @default 2000 in the demo, else 0 */
  test: number;
  /** A sync. `Infinity` leaves every sync running until `account.finishSync`. @default 20000 in the demo, else 0 */
  sync: number;
}

/** What sources disagree about, or what can only be inferred: each may be either way, and clients must bear both. */
export interface Switches {
  /** What schema PATCHes answer: the whole config, as the document says, or only what changed. @default 'whole' */
  schemaPatchAnswers: 'whole' | 'diff';
  /** A sync of a paused connection: accepted without effect, or refused. @default 200 */
  syncOfPaused: 200 | 400;
  /** A sync of a connection whose setup is incomplete: accepted without effect, or refused. @default 400 */
  syncOfIncomplete: 200 | 400;
  /** DELETE with a body, or 204 without. @default 200 */
  deleteAnswers: 200 | 204;
  /** Approving a certificate. @default 200 */
  approveAnswers: 200 | 201;
  /** A second group, user or connection of the same name. @default 400 */
  duplicateAnswers: 400 | 409;
  /** How long lists go on showing the state before a write (ms). @default 0 */
  listsLagWritesMs: number;
  /** The case of the hex digits of a webhook's signature. @default 'upper' */
  signatureCase: 'upper' | 'lower';
  /** Whether a PATCH that does not forbid setup tests always runs them, or only when config, auth or networking change. @default 'always' */
  patchTests: 'always' | 'needed';
  /** The code of an unknown connection. @default 'NotFound_Connection' */
  unknownConnection: 'NotFound_Connection' | 'NotFound_Connector';
}

/** An API key. Keys of one account share its data and its quota. */
export interface CredentialOption {
  key: string;
  secret: string;
  /** Accounts of different names have different data. @default 'demo' */
  account?: string;
  /** The user whose key it is. @default the account's first user */
  userId?: string;
  /** Makes it a system key, which belongs to no user. */
  systemKeyId?: string;
  /** Path prefixes that this key's role may not reach: 403. */
  forbidden?: string[];
}

/** One answer as it went out. */
export interface Exchange {
  readonly method: string;
  /** With its query, as it came. */
  readonly path: string;
  /** The path as the official document writes it, where the document has the operation. */
  readonly operationPath?: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Parsed; undefined when there was none or it was not JSON. */
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Parsed, where it is JSON; undefined when there is none. */
  readonly responseBody: unknown;
  /** A scripted fault made or changed this answer. */
  readonly faulty: boolean;
}

export interface EmulatorOptions {
  /** @default the machine's */
  clock?: Clock;
  /** Ids and data are a pure function of seed and size. @default 1 */
  seed?: number;
  /** @default 'demo' */
  size?: 'demo' | AccountSize;
  latency?: Partial<Latency>;
  /** @default 'paid' */
  quota?: QuotaOption;
  /** @default one key of one account */
  credentials?: readonly CredentialOption[];
  switches?: Partial<Switches>;
  /** Whether connections sync by their schedules as the clock moves. @default true in the demo only */
  schedules?: boolean;
  /** Called for every answer. */
  onExchange?: (exchange: Exchange) => void;
  /** Hosts that webhooks are delivered to, besides loopback. Nothing is sent anywhere else. */
  webhookHosts?: readonly string[];
  /** How many calls the log keeps. @default 100000 */
  keepCalls?: number;
}

export const defaultSwitches: Switches = {
  schemaPatchAnswers: 'whole',
  syncOfPaused: 200,
  syncOfIncomplete: 400,
  deleteAnswers: 200,
  approveAnswers: 200,
  duplicateAnswers: 400,
  listsLagWritesMs: 0,
  signatureCase: 'upper',
  patchTests: 'always',
  unknownConnection: 'NotFound_Connection',
};

export const demoLatency: Latency = { call: 200, reload: 5_000, test: 2_000, sync: 20_000 };
export const noLatency: Latency = { call: 0, reload: 0, test: 0, sync: 0 };
