import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A tab that GraphiQL opens with. */
export interface GraphiQLTab {
  readonly query: string;
  readonly variables?: string;
}

const examples = new URL('../../schema/operations/', import.meta.url);

/** The numbered example operations, each a tab. None where the package came without them. */
export function exampleTabs(): GraphiQLTab[] {
  if (!existsSync(examples)) return [];
  const files = readdirSync(examples).filter((name) => name.endsWith('.graphql'));
  return files.sort().map((name) => ({ query: readFileSync(new URL(name, examples), 'utf8') }));
}
