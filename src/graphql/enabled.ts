import type { z } from 'zod';
import type { enabledPatchSettings } from '../fivetran/schema-config.ts';
import { builder } from './builder.ts';
import { closedSet } from './enums.ts';

export const SchemaChangeHandling = closedSet(
  'SchemaChangeHandling',
  'What happens to schemas, tables and columns that are new at the source.',
  {
    ALLOW_ALL: 'They are synced.',
    ALLOW_COLUMNS: 'New columns of synced tables are synced; new schemas and tables are not.',
    BLOCK_ALL: 'They are not synced.',
  },
);

export const SyncMode = closedSet('SyncMode', 'What becomes of rows that were changed or deleted at the source.', {
  SOFT_DELETE: 'A deleted row is marked.',
  HISTORY: 'Every version of a row is kept.',
  LIVE: 'Only what the source has now is kept.',
});

const EnabledReason = closedSet('EnabledReason', 'Why `enabled` cannot be changed.', {
  SYSTEM_TABLE: 'The table is one that Fivetran needs.',
  SYSTEM_COLUMN: 'The column is one that Fivetran needs.',
  DELETED: 'It is gone at the source.',
  OTHER: '`reason` says why.',
});

export const EnabledSettings = builder.objectRef<z.infer<typeof enabledPatchSettings>>('EnabledSettings').implement({
  description: 'Whether `enabled` can be changed, and why not.',
  fields: (t) => ({
    allowed: t.boolean({ description: 'Whether it can be changed.', resolve: (settings) => settings.allowed ?? null }),
    reasonCode: t.field({
      type: EnabledReason.type,
      description: 'Why it cannot.',
      resolve: (settings) => EnabledReason.of(settings.reason_code),
    }),
    reason: t.string({
      description: "Why it cannot, in Fivetran's words.",
      resolve: (settings) => settings.reason ?? null,
    }),
  }),
});
