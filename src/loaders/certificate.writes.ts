import { approveConnectionCertificate, revokeConnectionCertificate } from '../fivetran/certificate.ts';
import { writerOf } from './writes.ts';

export const certificateWrites = {
  approve: writerOf(approveConnectionCertificate),
  revoke: writerOf(revokeConnectionCertificate),
};
