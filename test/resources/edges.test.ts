import { describe, expect, it } from 'vitest';
import { quote, startWorld } from './world.ts';

describe('Who has access to a group', () => {
  const people = (id: string, fields: string) => `{ group(id: ${quote(id)}) { users { edges { ${fields} } } } }`;

  it('has the role in the group on the edge, at no cost, and the role in the account as a person', async () => {
    const world = await startWorld();
    const [group] = world.account.groups.list();
    const id = group?.id ?? '';
    const { data, errors } = await world.query(people(id, 'role { name } node { fivetranId email role { name } }'));
    expect(errors).toBeUndefined();
    const members = world.account.membersOfGroup(id).list();
    expect(data.group.users.edges).toEqual(
      members.map(({ user_id, role }) => {
        const user = world.account.users.get(user_id);
        const inAccount = { name: user?.role };
        return { role: { name: role }, node: { fivetranId: user_id, email: user?.email, role: inAccount } };
      }),
    );
    const alone = await startWorld();
    await alone.query(people(id, 'role { name } node { email }'));
    expect(alone.calls().sort()).toEqual([`GET /v1/groups/${id}`, `GET /v1/groups/${id}/users?limit=1000`]);
  });

  it('has the role in the group of a name that no role has', async () => {
    const world = await startWorld();
    const id = world.account.groups.list()[0]?.id ?? '';
    const [member] = world.account.membersOfGroup(id).list();
    world.account.membersOfGroup(id).update(member?.user_id ?? '', { role: 'Gone Role' });
    const { data, errors } = await world.query(people(id, 'role { name description }'));
    expect(errors).toBeUndefined();
    expect(data.group.users.edges[0].role).toEqual({ name: 'Gone Role', description: null });
  });
});

describe('Who belongs to a team', () => {
  const team = (id: string, fields: string) => `{ team(id: ${quote(id)}) { members { ${fields} } } }`;

  it('has the ids, the role in the team and the date by one call, and everything else of the people apart', async () => {
    const world = await startWorld();
    const id = world.account.teams.list()[0]?.id ?? '';
    const { data } = await world.query(team(id, 'edges { role { name } createdAt node { fivetranId } }'));
    const members = world.account.membersOfTeam(id).list();
    expect(data.team.members.edges).toEqual(
      members.map(({ user_id, role, created_at }) => ({
        role: { name: role },
        createdAt: created_at,
        node: { fivetranId: user_id },
      })),
    );
    expect(world.calls().sort()).toEqual([`GET /v1/teams/${id}`, `GET /v1/teams/${id}/users?limit=1000`]);
  });

  it('is there by the ids where the person is gone', async () => {
    const world = await startWorld();
    const id = world.account.teams.list()[0]?.id ?? '';
    const members = world.account.membersOfTeam(id).list();
    world.account.users.remove(members.at(-1)?.user_id ?? '');
    const { data, errors } = await world.query(team(id, 'nodes { fivetranId email }'));
    expect(errors).toBeUndefined();
    const known = ({ user_id }: { user_id: string }) => world.account.users.get(user_id)?.email ?? null;
    expect(data.team.members.nodes).toEqual(
      members.map((member) => ({ fivetranId: member.user_id, email: known(member) })),
    );
    expect(data.team.members.nodes.at(-1).email).toBeNull();
  });
});

describe('Who declared a certificate trusted', () => {
  it.each([
    ['bright_river', { validatedBy: { fivetranId: 'bright_river' }, validatedByName: null }],
    ['_fivetran_own', { validatedBy: { fivetranId: '_fivetran_own' }, validatedByName: null }],
    ['Ada Byron', { validatedBy: null, validatedByName: 'Ada Byron' }],
    ['ada@example.com', { validatedBy: null, validatedByName: 'ada@example.com' }],
    ['SYSTEM', { validatedBy: null, validatedByName: 'SYSTEM' }],
    ['', { validatedBy: null, validatedByName: '' }],
  ])('is a person where Fivetran gives an id, else a name: %j', async (validated_by, expected) => {
    const world = await startWorld();
    const connection = world.account.connections.list()[0]?.id ?? '';
    const certificates = world.account.certificatesOf(connection);
    const id = certificates.list()[0]?.id ?? '';
    certificates.update(id, { validated_by });
    const { data, errors } = await world.query(
      `{ connection(id: ${quote(connection)}) { certificate(id: ${quote(id)}) {
        validatedBy { fivetranId } validatedByName } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.connection.certificate).toEqual(expected);
  });
});

describe('A certificate', () => {
  it('is not found by the global id of one of another connection', async () => {
    const world = await startWorld();
    const [one, other] = world.account.connections.list().map(({ id }) => id);
    const { data } = await world.query(`{ connection(id: ${quote(other ?? '')}) { certificates { nodes { id } } } }`);
    const [certificate] = data.connection.certificates.nodes;
    const { errors } = await world.query(
      `{ connection(id: ${quote(one ?? '')}) { certificate(id: ${quote(certificate.id)}) { id } } }`,
    );
    expect(errors).toMatchObject([{ path: ['connection', 'certificate'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('The agent of a destination', () => {
  it('is found by the older name of its field too', async () => {
    const world = await startWorld();
    const id = world.account.groups.list()[0]?.id ?? '';
    world.serve(`/v1/destinations/${id}`, { id, group_id: id, local_processing_agent_id: 'old_agent' });
    const { data } = await world.query(`{ destination(id: ${quote(id)}) { hybridDeploymentAgentId } }`);
    expect(data.destination).toEqual({ hybridDeploymentAgentId: 'old_agent' });
  });
});

describe('A column that nobody has set', () => {
  it('is found by its id at the source, by one call more', async () => {
    const world = await startWorld();
    const connection = world.account.connections.list()[0]?.id ?? '';
    const { data } = await world.query(
      `{ connection(id: ${quote(connection)}) { schemaConfig { schema(name: "schema_1") { table(name: "table_1") {
        columns { nodes { name } } live: columns(source: LIVE) { nodes { id name } } } } } } }`,
    );
    const { columns, live } = data.connection.schemaConfig.schema.table;
    const set = columns.nodes.map(({ name }: { name: string }) => name);
    const unset = live.nodes.find(({ name }: { name: string }) => !set.includes(name));
    world.calls();
    const again = await world.query(
      `{ node(id: ${quote(unset.id)}) { id ... on Column { name table { name } } } }`,
      {},
      { 'cache-control': 'no-cache' },
    );
    expect(again.errors).toBeUndefined();
    expect(again.data.node).toEqual({ ...unset, table: { name: 'table_1' } });
    expect(world.calls()).toEqual([
      `GET /v1/connections/${connection}/schemas`,
      `GET /v1/connections/${connection}/schemas/schema_1/tables/table_1/columns`,
    ]);
  });
});
