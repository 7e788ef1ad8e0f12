import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

const queryOf = (number: number) => `query Q${number} { connections(first: ${number + 1}) { nodes { fivetranId } } }`;

describe('Operations that come at once', () => {
  it('are all answered, each with its own', async () => {
    const server = await startServer({ emulator: { size: { groups: 20, connectionsPerGroup: 5 } } });
    const answers = await Promise.all(Array.from({ length: 80 }, (_, number) => server.query(queryOf(number))));
    expect(answers.map(({ data }) => data.connections.nodes.length)).toEqual(answers.map((_, number) => number + 1));
  });

  it('wait for Fivetran together, however many there are', async () => {
    const server = await startServer({
      emulator: { size: { groups: 60, connectionsPerGroup: 1 }, latency: { call: 300 } },
    });
    const { data } = await server.query('{ connections { nodes { fivetranId } } }');
    const each = data.connections.nodes.map(({ fivetranId }: { fivetranId: string }) =>
      server.query(`{ connection(id: "${fivetranId}") { schemaConfig { schemas { totalCount } } } }`),
    );
    const answers = await Promise.all(each);
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    expect(server.emulator.peakInFlight).toBe(60);
  });
});
