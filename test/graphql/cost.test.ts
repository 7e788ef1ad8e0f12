import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

describe('the fewest calls', () => {
  it('reads groups with their connections by two lists', async () => {
    const server = await startServer({ emulator: { size: { groups: 20, connectionsPerGroup: 10 } } });
    const { data, errors } = await server.query('{ groups { nodes { name connections { nodes { fivetranId } } } } }');
    expect(errors).toBeUndefined();
    expect(data.groups.nodes).toHaveLength(20);
    expect(server.calls()).toEqual(['GET /v1/groups?limit=1000', 'GET /v1/connections?limit=1000']);
  });
});
