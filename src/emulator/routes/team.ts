import { teamOf } from '../lookups.ts';
import { flag, page } from '../page.ts';
import { type Route, read } from '../route.ts';
import { plainJson, teamJson } from '../store/wire.ts';

export const teamRoutes: readonly Route[] = [
  read('/v1/teams', (call) => page(call, 'Teams retrieved successfully', call.account.teams.listed(), teamJson)),
  read('/v1/teams/{teamId}', (call) => ({
    message: 'Team details retrieved successfully',
    data: teamJson(teamOf(call)),
  })),
  read('/v1/teams/{teamId}/users', (call) => {
    const { account } = call;
    const active = flag(call, 'active');
    const rows = account
      .membersOfTeam(teamOf(call).id)
      .listed()
      .filter((member) => active === undefined || account.users.get(member.user_id)?.active === active);
    return page(call, 'Team users retrieved successfully', rows, plainJson);
  }),
];
