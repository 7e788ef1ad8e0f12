import {
  createConnectCard,
  createConnection,
  deleteConnection,
  modifyConnection,
  pauseConnection,
  resyncConnection,
  syncConnection,
  testConnection,
} from '../fivetran/connection.writes.ts';
import { tested } from '../fivetran/endpoints.ts';
import { writerOf } from './writes.ts';

export const connectionWrites = {
  create: writerOf(createConnection, tested),
  update: writerOf(modifyConnection, tested),
  pause: writerOf(pauseConnection),
  delete: writerOf(deleteConnection),
  sync: writerOf(syncConnection),
  resync: writerOf(resyncConnection),
  test: writerOf(testConnection),
  connectCard: writerOf(createConnectCard),
};
