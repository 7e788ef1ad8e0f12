import { z } from 'zod';
import { getList, getOne } from './endpoints.ts';
import { text } from './wire.ts';

/** A team; `role` is its account role by name, null where it has none. */
export const team = z.object({ id: z.string(), name: text, description: text, role: text });
export type Team = z.infer<typeof team>;

/** Who belongs to a team, by id alone, with the role in the team. */
export const teamMember = z.object({ user_id: z.string(), role: text, created_at: text });
export type TeamMember = z.infer<typeof teamMember>;

export const listTeams = getList(
  { name: 'list_all_teams', path: '/v1/teams', area: 'teams', lifetime: 'people', tags: () => ['teams'] },
  team,
);

export const teamDetails = getOne(
  {
    name: 'team_details',
    path: '/v1/teams/{teamId}',
    area: 'teams',
    lifetime: 'people',
    tags: ({ teamId }) => [`team:${teamId}`],
  },
  team,
);

/** The members of a team. Takes `active` as a filter. */
export const listTeamUsers = getList(
  {
    name: 'list_users_in_team',
    path: '/v1/teams/{teamId}/users',
    area: 'teams',
    lifetime: 'people',
    tags: ({ teamId }) => ['users', `team:${teamId}`],
  },
  teamMember,
);
