import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'docs/dependencies.md');

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

/** A package that comes with the published one. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Bytes of its files, without packages inside it. */
  readonly bytes: number;
  readonly direct: boolean;
  readonly installScript: boolean;
}

interface Manifest {
  readonly license?: string | { readonly type: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = <Shape>(path: string): Shape => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Every package of the production tree, as the lockfile has it and as it is installed. */
export function productionTree(): readonly Dependency[] {
  const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json');
  const { dependencies = {} } = read<Manifest>('package.json');
  return Object.entries(packages)
    .filter(([path, { dev, devOptional, link }]) => /^node_modules\//.test(path) && !dev && !devOptional && !link)
    .filter(([path, { optional, peer }]) => existsSync(join(root, path)) || !(optional || peer))
    .map(([path, { version, hasInstallScript = false }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const { license = 'unknown' } = read<Manifest>(join(path, 'package.json'));
      return {
        name,
        version,
        licence: typeof license === 'string' ? license : license.type,
        bytes: bytesOf(join(root, path)),
        direct: path === `node_modules/${name}` && name in dependencies,
        installScript: hasInstallScript,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

function bytesOf(path: string): number {
  return readdirSync(path).reduce((sum, name) => {
    if (name === 'node_modules') return sum;
    const entry = lstatSync(join(path, name));
    return sum + (entry.isDirectory() ? bytesOf(join(path, name)) : entry.size);
  }, 0);
}

const kilobytes = (bytes: number): string => String(Math.ceil(bytes / 1024));

/** The page, from the tree. */
export function page(tree: readonly Dependency[]): string {
  const licences = Map.groupBy(tree, ({ licence }) => licence);
  const rows = tree.map(
    ({ name, version, licence, bytes, direct }) =>
      `| ${direct ? `**${name}**` : name} | ${version} | ${licence} | ${kilobytes(bytes)} |`,
  );
  return `# Dependencies

What comes with the published package: ${tree.length} packages, ${kilobytes(tree.reduce((sum, { bytes }) => sum + bytes, 0))} KiB
unpacked. Those in bold are named in \`package.json\`, by exact version; \`package-lock.json\` holds the rest. None of them
runs a script when it is installed. \`npm run dependencies\` writes this page, and a test holds it to what is installed.

Licences: ${[...licences]
    .map(([licence, all]) => `${licence} (${all.length})`)
    .sort()
    .join(', ')}.

| package | version | licence | KiB |
| --- | --- | --- | ---: |
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, page(productionTree()));
