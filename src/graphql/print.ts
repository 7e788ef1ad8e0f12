import { mkdirSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { graphqlSchema } from './schema-build.ts';

/** Writes `schema/schema.graphql`: what clients, code generators and reviews read. */
const folder = new URL('../../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('schema.graphql', folder), `${printSchema(lexicographicSortSchema(graphqlSchema))}\n`);
