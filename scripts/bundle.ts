import { basename, resolve } from 'node:path';
import { type OutputOptions, rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '..');

/** A file that the program is made of. */
export interface Module {
  readonly path: string;
  /** Bytes that are left of it. */
  readonly bytes: number;
}

/** What is loaded only when it is wanted is a file of its own, by the name of what it is; so is what several of them share. */
const output: OutputOptions = {
  format: 'esm',
  // Paths to other files of the package are relative to `dist/`, as those of the source are to `src/`.
  dir: resolve(root, 'dist'),
  entryFileNames: '[name].js',
  chunkFileNames: ({ isDynamicEntry, facadeModuleId }) =>
    isDynamicEntry ? `${basename(folderOf(facadeModuleId ?? '') ?? '[name]')}.js` : 'shared-[hash].js',
  comments: false,
  keepNames: true,
};

/** The folder of the package that a file belongs to; undefined of the program's own. */
export const folderOf = (path: string): string | undefined =>
  /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.replace(/^\0/, ''))?.[1];

/**
 * The server with every package that it imports, in twenty files instead of fifteen hundred: Node needs half the time to
 * start, and a third less memory.
 *
 * @param write whether it is written to `dist/`
 * @returns what it was made of
 */
export async function bundle(write: boolean): Promise<readonly Module[]> {
  const build = await rolldown({
    input: { main: resolve(root, 'src/main.ts') },
    platform: 'node',
    cwd: root,
    tsconfig: resolve(root, 'tsconfig.json'),
  });
  try {
    const { output: files } = write ? await build.write(output) : await build.generate(output);
    return files
      .flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []))
      .map(([path, { renderedLength }]) => ({ path, bytes: renderedLength }));
  } finally {
    await build.close();
  }
}
