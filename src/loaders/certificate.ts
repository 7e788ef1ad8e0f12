import { connectionCertificateDetails, listConnectionCertificates } from '../fivetran/certificate.ts';
import { callOf } from '../fivetran/endpoint.ts';
import { Keyed } from './keyed.ts';
import type { Reader } from './reader.ts';
import { blocksOf } from './walk.ts';

/** Certificates that are trusted for a connection: all, and one by its id. */
export const certificateLoader = (reader: Reader) => {
  const one = new Keyed(reader, ([connectionId, hash]: readonly [connection: string, id: string]) =>
    callOf(connectionCertificateDetails, { connectionId, hash }),
  );
  return {
    blocks: (connection: string) => blocksOf(reader, listConnectionCertificates, { connectionId: connection }),
    load: (connection: string, id: string) => one.load([connection, id]),
    forget: () => one.forget(),
  };
};
