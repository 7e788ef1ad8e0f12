import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.ts';
import { notices, packagesOf } from './packages.ts';

const dist = resolve(import.meta.dirname, '../dist');

rmSync(dist, { recursive: true, force: true });
const modules = await bundle(true);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), notices(packagesOf(modules)));
