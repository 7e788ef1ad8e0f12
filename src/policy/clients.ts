import { parseDocument } from 'yaml';
import { z } from 'zod';
import { type Grants, grantProblem, isArea } from './grants.ts';
import { digestOf, isSameDigest, isToken } from './token.ts';

/** Files that hold a client's own Fivetran key. */
export interface CredentialFiles {
  readonly keyFile: string;
  readonly secretFile: string;
}

/** One entry of the clients file: who may call this server, and for what. */
export interface Client {
  readonly name: string;
  readonly tokens: readonly { readonly digest: Buffer; readonly expires: number | undefined }[];
  readonly credential?: CredentialFiles;
  readonly grants: Grants;
  readonly callsPerHour?: number;
}

/** The clients file cannot be used: everything that is wrong with it, said at once, and no token's digest. */
export class ClientsFileError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The clients file cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ClientsFileError';
    this.problems = problems;
  }
}

const CLIENT_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/i;
/** The old and the new one while they are exchanged. */
const MOST_TOKENS = 2;
const MOST_BYTES = 4 * 1024 ** 2;

const token = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits, as "client add" writes them'),
  expires: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/, 'must be a date such as 2027-06-30, or 2027-06-30T12:00:00Z')
    .transform((text) => Date.parse(text))
    .refine((time) => Number.isFinite(time), 'must be a date that there is')
    .optional(),
});

const grants = z
  .record(z.string(), z.unknown())
  .superRefine((given, context) => {
    for (const [area, grant] of Object.entries(given)) {
      const problem = isArea(area) ? grantProblem(area, grant) : 'is no area';
      if (problem !== undefined) context.addIssue({ code: 'custom', path: [area], message: problem });
    }
  })
  .transform((given) => given as Grants);

const client = z.strictObject({
  name: z.string().regex(CLIENT_NAME, 'must be 1 to 63 letters, digits, dots, hyphens or underscores'),
  tokens: z.array(token).max(MOST_TOKENS, `must be at most ${MOST_TOKENS}: the old and the new one`),
  credential: z.strictObject({ keyFile: z.string().min(1), secretFile: z.string().min(1) }).optional(),
  grants,
  callsPerHour: z.int().min(1, 'must be at least 1').optional(),
});

const file = z.strictObject({ clients: z.array(client) });

/**
 * Reads the text of a clients file. Dates are UTC; a token is good until the end of a day that stands without a time.
 * @throws ClientsFileError
 */
export function parseClients(text: string): readonly Client[] {
  if (text.length > MOST_BYTES) throw new ClientsFileError([`It must be at most ${MOST_BYTES} bytes`]);
  // Anchors could make a small file grow without bounds; nothing here needs one.
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new ClientsFileError(
      document.errors.map(({ code, linePos }) => `${code} in line ${linePos?.[0].line ?? '?'}`),
    );
  }
  const parsed = file.safeParse(toPlain(document));
  if (!parsed.success) {
    throw new ClientsFileError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()));
  }
  const problems = duplicates(parsed.data.clients);
  if (problems.length > 0) throw new ClientsFileError(problems);
  return parsed.data.clients.map(({ tokens, credential, callsPerHour, ...rest }, index) => ({
    ...rest,
    tokens: tokens.map(({ sha256, expires }, place) => ({
      digest: Buffer.from(sha256, 'hex'),
      expires: endOf(expires, document.getIn(['clients', index, 'tokens', place, 'expires'])),
    })),
    ...(credential && { credential }),
    ...(callsPerHour === undefined ? {} : { callsPerHour }),
  }));
}

const DAY_MS = 24 * 60 * 60_000;
const endOf = (time: number | undefined, text: unknown): number | undefined =>
  time === undefined || String(text).includes('T') ? time : time + DAY_MS;

function toPlain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new ClientsFileError(['It must not use anchors and aliases']);
  }
}

function duplicates(clients: readonly { name: string; tokens: readonly { sha256: string }[] }[]): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const { name, tokens } of clients) {
    if (seen.has(name)) problems.push(`There must be one client of the name ${name}`);
    seen.add(name);
    for (const { sha256 } of tokens) {
      if (seen.has(sha256.toLowerCase())) problems.push(`A token of the client ${name} stands in the file twice`);
      seen.add(sha256.toLowerCase());
    }
  }
  return problems;
}

/** The digests of a client's tokens, as hex digits. */
export const tokensOf = ({ tokens }: Client): readonly string[] => tokens.map(({ digest }) => digest.toString('hex'));

/**
 * Whose a token is. Every digest in the file is compared, each in constant time, so that how long it takes tells nothing
 * of how near a guess came.
 * @param now ms since the epoch
 */
export function clientOfToken(
  clients: readonly Client[],
  text: string,
  now: number,
): { readonly client: Client; readonly digest: Buffer } | undefined {
  if (!isToken(text)) return undefined;
  const digest = digestOf(text);
  let found: Client | undefined;
  for (const client of clients) {
    for (const token of client.tokens) {
      const same = isSameDigest(token.digest, digest);
      if (same && (token.expires === undefined || now < token.expires)) found = client;
    }
  }
  return found && { client: found, digest };
}
