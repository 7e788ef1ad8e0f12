import { generate, loadContext } from '@graphql-codegen/cli';
import { type DocumentNode, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as operations from '../../schema/generated/operations.ts';
import { files, root, textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';

const examples = files().filter((path) => path.startsWith('schema/operations/'));
const documents = new Map<string, DocumentNode>(Object.entries(operations));

/** The name under which an example is exported. */
const nameOf = (text: string) => `${/^(?:query|mutation|subscription) (\w+)/m.exec(text)?.[1]}Document`;

describe('The typed documents', () => {
  it('are what codegen makes of the schema and the examples (npm run codegen)', async () => {
    const context = await loadContext(`${root}/codegen.ts`);
    context.updateConfig({ cwd: root });
    const written = await generate(context, false);
    expect(written.map(({ filename }: { filename: string }) => filename)).toEqual(['schema/generated/operations.ts']);
    expect(textOf('schema/generated/operations.ts')).toBe(written[0]?.content);
  });

  it.each(examples)('have %s, word for word', (path) => {
    const document = documents.get(nameOf(textOf(path)));
    expect(document && print(document)).toBe(print(parse(textOf(path))));
  });

  it('walk a list, one page after the other', async () => {
    const server = await startServer({ emulator: { size: { groups: 5, connectionsPerGroup: 5 } } });
    const seen = new Set<string>();
    let page: operations.PagingQuery['connections'] = null;
    do {
      const variables: operations.PagingQueryVariables = { after: page?.pageInfo.endCursor ?? null };
      page = (await server.run(operations.PagingDocument, variables)).data.connections;
      for (const { node } of page?.edges ?? []) seen.add(node.id);
    } while (page?.pageInfo.hasNextPage);
    expect(seen.size).toBe(25);
    expect(server.calls()).toHaveLength(1);
  });
});
