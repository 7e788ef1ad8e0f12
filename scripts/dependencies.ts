import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { type Package, packagesOf } from './packages.ts';

const root = resolve(import.meta.dirname, '..');

const kilobytes = (bytes: number): string => String(Math.ceil(bytes / 1024));

/** The page, from what is built in. */
export function page(packages: readonly Package[]): string {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const licences = Map.groupBy(packages, ({ licence }) => licence);
  const rows = packages.map(
    ({ name, version, licence, bytes }) =>
      `| ${name in devDependencies ? `**${name}**` : name} | ${version} | ${licence} | ${kilobytes(bytes)} |`,
  );
  return `# Dependencies

What is built into the program: ${kilobytes(packages.reduce((sum, { bytes }) => sum + bytes, 0))} KiB of ${packages.length} packages, in the versions
that it was tested with. Nothing of them is fetched, and no script is run, when the published package is installed
([why](adr/0013-one-program.md)). Those in bold are named in \`package.json\`, by exact version; \`package-lock.json\` holds the
rest. Their licences are in \`dist/THIRD-PARTY-LICENSES.txt\`, which comes with the program. \`npm run dependencies\` writes this
page, and a test holds it to what is built.

Licences: ${[...licences]
    .map(([licence, all]) => `${licence} (${all.length})`)
    .sort()
    .join(', ')}.

| package | version | licence | KiB |
| --- | --- | --- | ---: |
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, 'docs/dependencies.md'), page(packagesOf(await bundle(false))));
}
