import { listTeams, listTeamUsers, teamDetails } from '../fivetran/team.ts';
import { Collection } from './collection.ts';
import type { Reader } from './reader.ts';
import { blocksOf } from './walk.ts';

/** Teams: by id, and all. */
export const teamLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listTeams,
    idOf: (team) => team.id,
    details: { endpoint: teamDetails, param: 'teamId' },
  });

/** Who belongs to a team, by the users' ids. */
export const teamMemberLoader = (reader: Reader) => ({
  blocks: (team: string, query: { active?: boolean | undefined } = {}) =>
    blocksOf(reader, listTeamUsers, { teamId: team }, query),
});
