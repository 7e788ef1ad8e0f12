import { expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { worldOf } from './cases.ts';

it('What an operation was told before a write of somebody else is not what it is told when it looks again', async () => {
  const clock = new ManualClock();
  const server = await startServer({ emulator: { clock } });
  const { connection, certificate } = worldOf(server.emulator);
  // Fivetran answers before the write, and its answers arrive after it: the certificates first, then the groups.
  const delay = (match: RegExp, delayMs: number) => server.emulator.fault({ match, times: 1, then: { delayMs } });
  delay(/certificates/, 80);
  delay(/^GET \/v1\/groups\?/, 160);
  const certificates = 'certificates { nodes { fivetranId } }';
  const reading = server.query(`{
    first: connection(id: "${connection}") { ${certificates} }
    groups { nodes { connections { nodes { fivetranId ${certificates} } } } }
  }`);
  await until(() => clock.pending === 2);
  const revoke = 'mutation ($it: CertificateRef!) { certificateRevoke(certificate: $it) { userErrors { code } } }';
  const written = await server.query(revoke, { it: { path: { connection, certificate } } });
  expect(written.data.certificateRevoke.userErrors).toEqual([]);
  await clock.advance(80);
  await clock.advance(80);

  const { data } = await reading;
  expect(data.first.certificates.nodes).toHaveLength(1);
  // biome-ignore lint/suspicious/noExplicitAny: as it was asked for
  const connections: any[] = data.groups.nodes.flatMap((group: any) => group.connections.nodes);
  const again = connections.find(({ fivetranId }) => fivetranId === connection);
  expect(again.certificates.nodes).toEqual([]);
});
