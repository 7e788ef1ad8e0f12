import { listTeams, listTeamUsers, teamDetails } from '../fivetran/team.ts';
import { Collection } from './collection.ts';
import { ListByParent } from './list-by-parent.ts';
import type { Reader } from './reader.ts';

/** Teams: by id, and all. */
export const teamLoader = (reader: Reader) =>
  new Collection(reader, {
    list: listTeams,
    idOf: (team) => team.id,
    details: { endpoint: teamDetails, param: 'teamId' },
  });

/** Who belongs to a team, by the users' ids. */
export const teamMemberLoader = (reader: Reader) => new ListByParent(reader, listTeamUsers, 'teamId');
