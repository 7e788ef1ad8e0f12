import { describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { CASES, operationOf, type World, worldOf } from './cases.ts';

/** Everything that a write can change, by id and in lists. */
const everything = ({ connection, other, group, user, webhook, logService }: World) => `{
  connection(id: "${connection}") {
    paused syncFrequency succeededAt status { setupState syncState isHistoricalSync } connectCardConfig { redirectUri }
    schemaConfig { snapshot } certificates { nodes { fivetranId } }
  }
  other: connection(id: "${other}") { paused syncFrequency }
  group(id: "${group}") { name }
  destination(id: "${group}") { timeZoneOffset setupTests { title } }
  user(id: "${user}") { familyName }
  webhook(id: "${webhook}") { active }
  logService(id: "${logService}") { enabled setupTests { title } }
  connections { nodes { fivetranId paused syncFrequency succeededAt } }
  groups { nodes { fivetranId name } }
  destinations { nodes { fivetranId timeZoneOffset } }
  users { nodes { fivetranId familyName } }
  webhooks { nodes { fivetranId active } }
  logServices { nodes { fivetranId enabled } }
}`;

/** What no write of the cases touches. */
const unrelated = ({ untouched }: World) =>
  `{ teams { nodes { name } } roles { nodes { name } }
     connection(id: "${untouched}") { schemaConfig { schemaChangeHandling } certificates { nodes { name } } } }`;

/** They change nothing that can be read, or nothing that was not so before. */
const UNSEEN = ['webhookTest', 'schemaConfigReload', 'connectionTest', 'connectionsTest', 'connectCardCreate'];
const NO_CACHE = { 'cache-control': 'no-cache' };

describe.each(Object.entries(CASES))('After %s', (name, known) => {
  it('the next query sees the change, whatever was cached or in the air, and nothing else is read anew', async () => {
    const server = await startServer();
    const world = worldOf(server.emulator);
    const { account } = server.emulator;
    if (name.endsWith('Resume')) account.connections.update(world.connection, { paused: true });
    const probe = everything(world);
    const rest = unrelated(world);
    const ask = async (query: string, headers: Record<string, string> = {}) => {
      const { data, errors } = await server.query(query, {}, headers);
      expect(errors).toBeUndefined();
      return data;
    };
    const before = await ask(probe);
    expect(await ask(probe)).toEqual(before);
    await ask(rest);

    // Reads that Fivetran has answered before the write, and whose answers arrive after it
    const heal = server.emulator.fault({ match: /^GET /, then: { delayMs: 80 } });
    server.calls();
    const inTheAir = ask(probe, NO_CACHE);
    while (server.emulator.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 20));
    heal();
    const written = await server.query(operationOf(name, known), known.args(world));
    expect(written.data.it.userErrors).toEqual([]);

    const next = await ask(probe);
    await inTheAir;
    const later = await ask(probe);
    server.calls();
    await ask(rest.replace(/connection\(id: "[^"]*"\)/, 'other: $&'));
    const readAnew = server.calls().filter((call) => !/^GET \/v1\/connections(\/[^/]+)?(\?|$)/.test(call));
    expect(readAnew).toEqual([]);

    const truth = await ask(probe, NO_CACHE);
    expect(next).toEqual(truth);
    expect(later).toEqual(truth);
    if (!UNSEEN.includes(name)) expect(truth).not.toEqual(before);
  });
});
