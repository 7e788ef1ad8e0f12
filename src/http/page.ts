import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gunzip, gzip } from 'node:zlib';

/** A page that is the same for everybody. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a GET or HEAD. Rejects where the page could not be made, before anything was written. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Beyond this brotli takes several times longer for a few percent. */
const BROTLI_QUALITY = 6;

interface Kept {
  readonly etag: string;
  readonly bodies: { readonly br: Buffer; readonly gzip: Buffer };
  readonly headers: Page['headers'];
}

/**
 * Serves a page that is made when it is first asked for, and then kept compressed. A browser that has it asks whether it
 * is still the same, and is told so in a few bytes.
 */
export function createPage(render: () => Promise<Page>): PageHandler {
  let kept: Promise<Kept> | undefined;
  return async (request, response) => {
    kept ??= render().then(compress);
    // Else one failure would be every later answer.
    kept.catch(() => {
      kept = undefined;
    });
    await send(await kept, request, response);
  };
}

async function compress({ html, headers }: Page): Promise<Kept> {
  const bytes = Buffer.from(html);
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes, { params }), promisify(gzip)(bytes)]);
  return {
    etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    bodies: { br, gzip: gz },
    headers: { ...headers, 'cache-control': 'no-cache', vary: 'accept, accept-encoding' },
  };
}

async function send({ etag, bodies, headers }: Kept, request: IncomingMessage, response: ServerResponse) {
  const encoding = encodingFor(String(request.headers['accept-encoding'] ?? ''));
  // Bytes that differ have tags that differ.
  const tag = `"${etag}-${encoding}"`;
  for (const [name, value] of Object.entries({ ...headers, etag: tag })) response.setHeader(name, value);
  if (isListed(tag, request.headers['if-none-match'])) {
    response.writeHead(304).end();
    return;
  }
  const body = encoding === 'identity' ? undefined : bodies[encoding];
  if (body !== undefined) response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length });
  if (request.method === 'HEAD') response.end();
  else if (body !== undefined) response.end(body);
  // Hardly anybody takes no compression; the page is not kept a third time for it.
  else response.end(await promisify(gunzip)(bodies.gzip));
}

/** The best encoding that an Accept-Encoding header names and does not rule out. */
function encodingFor(accepted: string): keyof Kept['bodies'] | 'identity' {
  const named = new Map(
    accepted.split(',').map((part) => {
      const [name = '', quality] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return [name, Number(quality ?? 1)];
    }),
  );
  const taken = (['br', 'gzip'] as const).find((encoding) => (named.get(encoding) ?? 0) > 0);
  return taken ?? 'identity';
}

function isListed(tag: string, header: string | undefined): boolean {
  const tags = (header ?? '').split(',').map((known) => known.trim().replace(/^W\//, ''));
  return tags.includes(tag);
}
