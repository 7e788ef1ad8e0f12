import { connectionCertificateDetails, listConnectionCertificates } from '../fivetran/certificate.ts';
import { callOf } from '../fivetran/endpoint.ts';
import { Keyed } from './keyed.ts';
import { ListByParent } from './list-by-parent.ts';
import type { Reader } from './reader.ts';

/** Certificates that are trusted for a connection: all, and one by its id. */
export const certificateLoader = (reader: Reader) => {
  const one = new Keyed(
    reader,
    connectionCertificateDetails.area,
    ([connectionId, hash]: readonly [connection: string, id: string]) =>
      callOf(connectionCertificateDetails, { connectionId, hash }),
  );
  return {
    all: new ListByParent(reader, listConnectionCertificates, 'connectionId'),
    load: (connection: string, id: string) => one.load([connection, id]),
    forget: () => one.forget(),
  };
};
