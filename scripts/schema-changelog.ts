import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Change, CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/**
 * Keeps `schema/CHANGELOG.md`: under Unreleased stands every difference between the schema and the one that was released
 * last (`schema/released.graphql`), by what it does to clients. A breaking one must be declared: by a line below it, two
 * spaces in, that says what to do instead. Such lines are kept.
 */
const KINDS = [
  [CriticalityLevel.Breaking, 'Breaking'],
  [CriticalityLevel.Dangerous, 'Dangerous'],
  [CriticalityLevel.NonBreaking, 'Safe'],
] as const;

const UNRELEASED = /^## Unreleased\n(.*?)(?=^## |(?![\s\S]))/ms;

export interface Changelog {
  readonly text: string;
  /** The breaking changes that nobody has declared. */
  readonly undeclared: readonly string[];
}

/** @param written the changelog as it is now */
export async function changelog(released: string, present: string, written: string): Promise<Changelog> {
  // What is in a new type is not a change of its own, and a description is no promise to a program.
  const rules = [DiffRule.ignoreDescriptionChanges, DiffRule.simplifyChanges];
  const changes = await diff(buildSchema(released), buildSchema(present), rules);
  const declarations = declarationsIn(UNRELEASED.exec(written)?.[1] ?? '');
  const sections = KINDS.flatMap(([level, title]) => {
    const items = changes.filter(({ criticality }) => criticality.level === level).map(inWords);
    const lines = items.sort().map((item) => `- ${item}\n${declarations.get(item) ?? ''}`);
    return lines.length > 0 ? [`### ${title}\n\n${lines.join('')}`] : [];
  });
  const section = `## Unreleased\n\n${sections.join('\n') || 'Nothing has changed.\n'}\n`;
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(inWords);
  return {
    text: `${written.replace(UNRELEASED, () => section).trimEnd()}\n`,
    undeclared: breaking.filter((item) => !declarations.has(item)),
  };
}

/** What has changed until now becomes the changes of a version. */
export const release = (written: string, version: string): string =>
  written.replace('## Unreleased\n', `## Unreleased\n\nNothing has changed.\n\n## ${version}\n`);

const inWords = ({ message }: Change): string => message.replace(/'([^']*)'/g, '`$1`');

/** The lines below each change, by its words. */
function declarationsIn(section: string): Map<string, string> {
  const found = section.matchAll(/^- (.+)\n((?: {2}.+\n)+)/gm);
  return new Map([...found].map(([, item = '', lines = '']) => [item, lines]));
}

if (import.meta.main) {
  const path = (name: string) => join(resolve(import.meta.dirname, '..'), name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const present = read('schema/schema.graphql');
  const { text, undeclared } = await changelog(read('schema/released.graphql'), present, read('schema/CHANGELOG.md'));
  writeFileSync(path('schema/CHANGELOG.md'), text);
  if (undeclared.length > 0) {
    console.error(
      'These break clients. Declare each in schema/CHANGELOG.md: below it, two spaces in, what to do instead.',
    );
    for (const change of undeclared) console.error(`- ${change}`);
    process.exitCode = 1;
  } else if (process.argv.includes('--release')) {
    writeFileSync(path('schema/CHANGELOG.md'), release(text, JSON.parse(read('package.json')).version));
    writeFileSync(path('schema/released.graphql'), present);
  }
}
