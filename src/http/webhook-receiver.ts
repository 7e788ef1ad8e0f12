import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Intake } from '../events/intake.ts';

/** Told of every body that came in as a webhook, and what became of it: Verdict. */
const webhooks = channel('fivetran-graphql:webhook');

export interface WebhookReceiverOptions {
  /** Verifies and passes on; undefined where no webhook can be meant for this server. */
  readonly intake: Intake | undefined;
  /** The largest body that is read, in bytes. @default 256 KiB; events are a few hundred bytes */
  readonly maxBytes?: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const SIGNATURE = 'x-fivetran-signature-256';

/**
 * `POST /webhooks/fivetran`. Answers at once, before anybody has been told of the event: Fivetran waits for 10 s only, and
 * sends again what was not answered with 2xx. Nothing of a body is read before its signature is known to be good.
 */
export function createWebhookReceiver({ intake, maxBytes = 256 * 1024 }: WebhookReceiverOptions): Handler {
  return async (request, response) => {
    if (intake === undefined) return answer(response, 404, 'Webhooks are not received here: events come by polling');
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return answer(response, 405, `POST is required, got ${request.method}`);
    }
    const type = request.headers['content-type'];
    if (!/^application\/json\s*(;|$)/i.test(type ?? '')) {
      return answer(response, 415, `Content-Type must be application/json, got ${type ?? 'none'}`);
    }
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') return answer(response, 415, `The body must not be encoded, got ${encoding}`);
    const body = await readBody(request, maxBytes);
    if (body === 'aborted') return;
    if (body === 'too large') return answer(response, 413, `The body must have at most ${maxBytes} bytes`);
    const signature = request.headers[SIGNATURE];
    const verdict = intake.take(body, typeof signature === 'string' ? signature : undefined);
    if (webhooks.hasSubscribers) webhooks.publish(verdict);
    if (verdict.kind === 'accepted') return answer(response, 202);
    if (verdict.kind === 'malformed') return answer(response, 400, verdict.message);
    if (verdict.kind === 'no secret') {
      return answer(response, 503, 'No secret is set to verify webhooks with: FIVETRAN_WEBHOOK_SECRET');
    }
    return answer(response, 401, `A valid signature is required in ${SIGNATURE}`);
  };
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too large' | 'aborted'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return 'too large';
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else resolve('too large');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve('aborted'));
    request.once('close', () => resolve('aborted'));
  });
}

function answer(response: ServerResponse, status: number, error?: string): void {
  // What is left of a body that is not wanted is not waited for.
  if (!response.req.complete) response.setHeader('connection', 'close');
  if (error === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify({ error })}\n`);
}
