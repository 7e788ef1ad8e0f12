import type { Emulator } from '../../src/emulator/emulator.ts';

interface Answer {
  readonly status: number;
  readonly data?: {
    readonly items?: readonly { readonly id: string }[];
    readonly next_cursor?: string;
    readonly schemas?: Readonly<Record<string, { readonly tables: Readonly<Record<string, unknown>> }>>;
  };
}

export type Reader = (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;

/** Asks the emulator as the product's client would: with its key, and the media type that the document names. */
export function readerOf({ url, credentials }: Emulator): Reader {
  const [{ key, secret } = { key: '', secret: '' }] = credentials;
  const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  return async (path, headers = {}, method = 'GET') => {
    const secondVersion = /^\/v1\/(connections|destinations)(\/[^/?]+(\/state)?)?(\?|$)/.test(path);
    const accept = secondVersion ? 'application/json;version=2' : 'application/json';
    const response = await fetch(url + path, { method, headers: { accept, authorization, ...headers } });
    const body = (await response.json()) as Omit<Answer, 'status'>;
    return { ...body, status: response.status };
  };
}

/** Asks for every path once for each resource that the lists above it have, names in paths percent-encoded. */
export async function walk(templates: readonly string[], read: Reader): Promise<void> {
  const answers = new Map<string, Promise<Answer[]>>();
  const pages = (path: string): Promise<Answer[]> => {
    const known = answers.get(path) ?? readPages(path, read);
    answers.set(path, known);
    return known;
  };

  /** The paths that a template stands for: each parameter is an item of the list at the path before it. */
  const paths = async (template: string): Promise<string[]> => {
    const start = template.indexOf('{');
    if (start === -1) return [template];
    if (template.includes('/tables/{')) return tablePaths(template);
    const parents = await paths(template.slice(0, start - 1));
    const rest = template.slice(template.indexOf('}') + 1);
    const filled = await Promise.all(
      parents.map(async (parent) => {
        const items = (await pages(parent)).flatMap(({ data }) => data?.items ?? []);
        return items.map(({ id }) => `${parent}/${encodeURIComponent(id)}${rest}`);
      }),
    );
    return (await Promise.all(filled.flat().map(paths))).flat();
  };

  /** One table of each schema: live columns draw on a small quota. */
  const tablePaths = async (template: string): Promise<string[]> => {
    const [parent = '', ...rest] = template.split(/\/\{\w+\}(?=\/tables)|(?<=\/tables\/)\{\w+\}/);
    const found: string[] = [];
    for (const path of await paths(parent)) {
      const schemas = (await pages(path)).flatMap(({ data }) => Object.entries(data?.schemas ?? {}));
      for (const [schema, { tables }] of schemas) {
        const [table] = Object.keys(tables);
        if (table === undefined) continue;
        const [before = '', after = ''] = rest;
        found.push(`${path}/${encodeURIComponent(schema)}${before}${encodeURIComponent(table)}${after}`);
      }
    }
    return found;
  };

  for (const template of templates) for (const path of await paths(template)) await pages(path);
}

async function readPages(path: string, read: Reader): Promise<Answer[]> {
  const first = await read(path);
  const found = [first];
  let cursor = first.data?.next_cursor;
  while (cursor !== undefined) {
    const next = await read(`${path}?cursor=${encodeURIComponent(cursor)}`);
    found.push(next);
    cursor = next.data?.next_cursor;
  }
  return found;
}
