import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Admission, isAdmitted, type NotAdmitted } from './admission.ts';
import { admit } from './authentication.ts';
import type { AddressOf } from './client-address.ts';
import { note } from './operation-report.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface GateOptions {
  readonly admission: Admission;
  readonly addressOf: AddressOf;
  readonly next: Handler;
}

/** Lets requests in, or refuses them before anything of their body is read. */
export function createGate({ admission, addressOf, next }: GateOptions): Handler {
  return (request, response) => {
    const address = addressOf(request);
    const admitted = admission.admit(request.headers.authorization, address);
    if (!isAdmitted(admitted)) return answer(request, response, admitted);
    admit(request, admitted);
    note(request, { client: admitted.caller.client });
    response.once('close', () => admission.over(admitted, address));
    return next(request, response);
  };
}

function answer(request: IncomingMessage, response: ServerResponse, refused: NotAdmitted): void {
  const { status, message, code, retryAfterSeconds } = refused;
  note(request, { codes: [code] });
  const extensions = { code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  const type = /application\/graphql-response\+json/i.test(request.headers.accept ?? '')
    ? 'application/graphql-response+json'
    : 'application/json';
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  // What is left of the body is not read: the connection is of no further use.
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, connection: 'close' });
  response.end(`${JSON.stringify({ errors: [{ message, extensions }] })}\n`);
}
