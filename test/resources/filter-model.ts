import fc from 'fast-check';

/** What filters look at in a connection; groups and users by their number. */
export interface Row {
  readonly group: number;
  readonly service: string;
  readonly schema: string;
  readonly paused: boolean;
  readonly schedule_type: string;
  readonly connected_by: number | null;
  readonly succeeded_at: string | null;
  readonly failed_at: string | null;
  readonly status: {
    readonly setup_state: string;
    readonly sync_state: string;
    readonly update_state: string;
    readonly is_historical_sync: boolean;
    readonly tasks: readonly { readonly code: string; readonly message: string }[];
    readonly warnings: readonly never[];
    readonly rescheduled_for: string | null;
  };
}

export type Filter = Readonly<Record<string, unknown>>;

/** What each condition means, as plainly as it can be said. */
const CONDITIONS: Readonly<Record<string, (row: Row, value: never) => boolean>> = {
  group: (row, value: number) => row.group === value,
  schema: (row, value: string) => row.schema === value,
  service: (row, values: readonly string[]) => values.includes(row.service),
  setupState: (row, values: readonly string[]) => values.includes(row.status.setup_state.toUpperCase()),
  syncState: (row, values: readonly string[]) => values.includes(row.status.sync_state.toUpperCase()),
  updateState: (row, values: readonly string[]) => values.includes(row.status.update_state.toUpperCase()),
  scheduleType: (row, value: string) => row.schedule_type.toUpperCase() === value,
  paused: (row, value: boolean) => row.paused === value,
  historicalSync: (row, value: boolean) => row.status.is_historical_sync === value,
  hasTasks: (row, value: boolean) => row.status.tasks.length > 0 === value,
  failing: (row, value: boolean) => {
    const lastFailed = row.failed_at !== null && (row.succeeded_at === null || row.failed_at > row.succeeded_at);
    return (row.status.setup_state === 'broken' || lastFailed || row.status.tasks.length > 0) === value;
  },
  connectedBy: (row, value: number) => row.connected_by === value,
  search: (row, value: string) =>
    [row.schema, row.service].some((text) => text.toLowerCase().includes(value.toLowerCase())),
};

export const matches = (row: Row, filter: Filter): boolean =>
  Object.entries(filter).every(([name, value]) => CONDITIONS[name]?.(row, value as never));

const moment = (minute: number) => `2026-10-31T10:0${minute}:00.123456Z`;
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

/** Words that filters can ask for, and one that nobody knows yet. */
const SETUP = ['incomplete', 'connected', 'broken'];
const SYNC = ['scheduled', 'syncing', 'paused', 'rescheduled'];
const UPDATE = ['on_schedule', 'delayed'];
const SERVICES = ['postgres', 'mysql', 'stripe'];
const SCHEMAS = ['shop', 'Shop_EU', 'billing'];
const word = (...words: readonly string[]) => fc.constantFrom(...words, 'of_tomorrow');

export const anyRow: fc.Arbitrary<Row> = fc.record({
  group: fc.constantFrom(0, 1),
  service: fc.constantFrom(...SERVICES),
  schema: fc.constantFrom(...SCHEMAS),
  paused: fc.boolean(),
  schedule_type: word('auto', 'manual'),
  connected_by: orNull(fc.constantFrom(0, 1)),
  succeeded_at: orNull(fc.nat(3).map(moment)),
  failed_at: orNull(fc.nat(3).map(moment)),
  status: fc.record({
    setup_state: word(...SETUP),
    sync_state: word(...SYNC),
    update_state: word(...UPDATE),
    is_historical_sync: fc.boolean(),
    tasks: fc.constantFrom([], [{ code: 'reconnect', message: 'Reconnect' }]),
    warnings: fc.constant([]),
    rescheduled_for: fc.constant(null),
  }),
});

const some = (words: readonly string[]) => fc.subarray([...words].map((text) => text.toUpperCase()));

export const anyFilter: fc.Arbitrary<Filter> = fc.record(
  {
    group: fc.constantFrom(0, 1),
    schema: fc.constantFrom(...SCHEMAS),
    service: fc.subarray([...SERVICES, 'none']),
    setupState: some(SETUP),
    syncState: some(SYNC),
    updateState: some(UPDATE),
    scheduleType: fc.constantFrom('AUTO', 'MANUAL'),
    paused: fc.boolean(),
    historicalSync: fc.boolean(),
    hasTasks: fc.boolean(),
    failing: fc.boolean(),
    connectedBy: fc.constantFrom(0, 1),
    search: fc.constantFrom('', 'o', 'SHOP', 'eu', 'sql', 'zz'),
  },
  { requiredKeys: [] },
);

/** An account in which every condition holds of some connections and not of others. */
export const ACCOUNT: readonly Row[] = fc.sample(anyRow, { seed: 7, numRuns: 16 });

/** Each condition alone. */
export const FILTERS: readonly Filter[] = [
  { group: 0 },
  { schema: 'shop' },
  { service: ['postgres'] },
  { service: ['mysql', 'stripe'] },
  { setupState: ['BROKEN'] },
  { setupState: ['INCOMPLETE', 'CONNECTED'] },
  { syncState: ['SYNCING', 'RESCHEDULED'] },
  { updateState: ['DELAYED'] },
  { scheduleType: 'MANUAL' },
  { paused: true },
  { paused: false },
  { historicalSync: true },
  { hasTasks: true },
  { hasTasks: false },
  { failing: true },
  { failing: false },
  { connectedBy: 1 },
  { search: 'SHOP' },
];
