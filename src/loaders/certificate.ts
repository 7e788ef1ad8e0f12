import { connectionCertificateDetails, listConnectionCertificates } from '../fivetran/certificate.ts';
import { callOf } from '../fivetran/endpoint.ts';
import { Keyed } from './keyed.ts';
import { ListByParent } from './list-by-parent.ts';
import type { Reader } from './reader.ts';

/** Certificates that are trusted for a connection. */
export const certificateListLoader = (reader: Reader) =>
  new ListByParent(reader, listConnectionCertificates, 'connectionId');

/** One of them, by the connection's id and its own. */
export const certificateLoader = (reader: Reader) =>
  new Keyed(
    reader,
    connectionCertificateDetails.area,
    ([connectionId, hash]: readonly [connection: string, id: string]) =>
      callOf(connectionCertificateDetails, { connectionId, hash }),
  );
