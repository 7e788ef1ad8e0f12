import {
  modifyColumn,
  modifySchema,
  modifySchemaConfig,
  modifyTable,
  reloadSchemaConfig,
  resyncTables,
} from '../fivetran/schema-config.ts';
import { writerOf } from './writes.ts';

export const schemaConfigWrites = {
  reload: writerOf(reloadSchemaConfig),
  update: writerOf(modifySchemaConfig),
  updateSchema: writerOf(modifySchema),
  updateTable: writerOf(modifyTable),
  updateColumn: writerOf(modifyColumn),
  resyncTables: writerOf(resyncTables),
};
