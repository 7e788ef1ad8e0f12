import { closeSync, existsSync, fsyncSync, openSync, readFileSync, realpathSync, renameSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Document, isSeq, parseDocument } from 'yaml';
import { parseClients } from '../policy/clients.ts';
import { digestOf, TOKEN_BYTES, tokenOf } from '../policy/token.ts';

export interface ClientAddOptions {
  /** The arguments behind `client add`. */
  readonly args: readonly string[];
  /** The file where none is named. */
  readonly defaultFile: string | undefined;
  readonly random: (bytes: number) => Buffer;
}

/** What is wrong with a command line; its message says how it should be. */
export class UsageError extends Error {}

/** Only the server's own user reads who may call it. */
const MODE = 0o600;

/**
 * Adds a client to the clients file, or a second token to one that is there and for which nothing is granted here.
 * Comments of the file stay. The file is replaced as a whole, so that a server that is reading it sees the old or the new.
 * @returns the token, which stands nowhere else
 * @throws UsageError, ClientsFileError
 */
export function addClient({ args, defaultFile, random }: ClientAddOptions): { token: string; file: string } {
  const { name, grants, expires, callsPerHour, file } = read(args, defaultFile);
  const token = tokenOf(random(TOKEN_BYTES));
  const entry = { sha256: digestOf(token).toString('hex'), ...(expires === undefined ? {} : { expires }) };
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const document = parseDocument(text === '' ? 'clients: []' : text);
  const clients = document.getIn(['clients']);
  // A list that is empty is written in brackets, and would stay so.
  if (isSeq(clients) && clients.items.length === 0) clients.flow = false;
  const names = isSeq(clients) ? clients.items.map((_, index) => document.getIn(['clients', index, 'name'])) : [];
  const known = names.indexOf(name);
  if (known < 0) {
    const rest = callsPerHour === undefined ? {} : { callsPerHour };
    document.addIn(['clients'], document.createNode({ name, tokens: [entry], grants, ...rest }));
  } else if (Object.keys(grants).length > 0 || callsPerHour !== undefined) {
    throw new UsageError(`There is a client ${name}; without --grant and --calls-per-hour it gets a second token`);
  } else document.addIn(['clients', known, 'tokens'], document.createNode(entry));
  replace(file, written(document));
  return { token, file };
}

function written(document: Document): string {
  const text = document.toString({ lineWidth: 120 });
  // Whatever is written can be read by the server.
  parseClients(text);
  return text;
}

function read(args: readonly string[], defaultFile: string | undefined) {
  const { values, positionals } = parse(args);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError('client add takes one NAME');
  const file = values.file ?? defaultFile;
  if (file === undefined) throw new UsageError('--file FILE is required, or CLIENTS_FILE');
  const callsPerHour = values['calls-per-hour'];
  if (callsPerHour !== undefined && !/^[1-9]\d*$/.test(callsPerHour)) {
    throw new UsageError(`--calls-per-hour must be a whole number; got "${callsPerHour}"`);
  }
  const hours = callsPerHour === undefined ? undefined : Number(callsPerHour);
  return { name, file, expires: values.expires, callsPerHour: hours, grants: grantsOf(values.grant ?? []) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        grant: { type: 'string', multiple: true },
        file: { type: 'string' },
        expires: { type: 'string' },
        'calls-per-hour': { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `area=level` or `area=action,action`. What these may be, the file's own rules say. */
function grantsOf(given: readonly string[]): Record<string, string | string[]> {
  const grants = new Map<string, string | string[]>();
  for (const grant of given) {
    const [, area, word] = /^([a-z-]+)=([a-z,]+)$/.exec(grant) ?? [];
    if (area === undefined || word === undefined) {
      throw new UsageError(`--grant must be AREA=LEVEL or AREA=ACTION,ACTION; got "${grant}"`);
    }
    if (grants.has(area)) throw new UsageError(`--grant names the area ${area} twice`);
    const actions = word.split(',');
    grants.set(area, actions.length > 1 || !['off', 'read', 'write', 'full'].includes(word) ? actions : word);
  }
  return Object.fromEntries(grants);
}

function replace(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const temporary = `${target}.new`;
  const file = openSync(temporary, 'wx', MODE);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, target);
}
