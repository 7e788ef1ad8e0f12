import { describe, expect, it } from 'vitest';
import { readDisallowed } from '../../src/policy/disallowed.ts';
import { ACTIONS_OF, GRANT_LEVELS, type Grant, grantsOf } from '../../src/policy/grants.ts';
import { ACTIONS, type Action, AREAS, type Area, SCOPES, type Scope } from '../../src/policy/permit.ts';
import { permitOf } from '../../src/policy/permit-of.ts';
import { files, textOf } from '../support/repository.ts';

/** Everything that can be granted in one area: nothing said, each level, each action alone, and a pair. */
const grants: readonly (Grant | undefined)[] = [
  undefined,
  ...GRANT_LEVELS,
  ...ACTIONS.map((action): Grant => [action]),
  ['read', 'delete'],
];

/** Everything that can be disallowed in one area. */
const words = ['', 'write', ...ACTIONS];

/** The rules once more, as plainly as they can be said, without anything of the policy's own tables. */
function naive(grant: Grant | undefined, scope: Scope, disallowed: string, action: Action): boolean {
  const kind = action === 'read' ? 'read' : action === 'delete' ? 'delete' : 'write';
  if (grant === undefined || grant === 'off') return false;
  if (grant === 'read' && kind !== 'read') return false;
  if (grant === 'write' && kind === 'delete') return false;
  if (Array.isArray(grant) && !grant.includes(action)) return false;
  if (scope === 'read' && kind !== 'read') return false;
  if (scope === 'read/write' && kind === 'delete') return false;
  if (disallowed === 'read') return false;
  if (disallowed === 'write' && kind !== 'read') return false;
  return disallowed !== action;
}

/** Disallows one word in one area, where there is such a thing in it. */
function disallowing(area: Area, word: string) {
  const problems: string[] = [];
  const disallows = readDisallowed(word === '' ? '' : `${area}:${word}`, problems);
  return problems.length === 0 ? disallows : undefined;
}

describe('What a caller may do', () => {
  it.each(AREAS)('in the area %s is what is granted, within the scope, without what is disallowed', (area) => {
    let decided = 0;
    const wrong: unknown[] = [];
    for (const grant of grants) {
      for (const scope of SCOPES) {
        for (const word of words) {
          const disallows = disallowing(area, word);
          if (disallows === undefined) continue;
          const permit = permitOf({ grants: { [area]: grant }, scope, disallows });
          for (const action of ACTIONS) {
            decided += 1;
            const expected = naive(grant, scope, word, action);
            if (permit.allows(area, action) !== expected) wrong.push({ grant, scope, word, action, expected });
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(decided).toBeGreaterThan(1_500);
  });

  it('in one area follows from nothing that is granted or disallowed in another', () => {
    const problems: string[] = [];
    const disallows = readDisallowed('users:read', problems);
    for (const area of AREAS) {
      for (const other of AREAS.filter((name) => name !== area)) {
        const permit = permitOf({ grants: { [other]: 'full' }, scope: 'read/write/delete', disallows });
        for (const action of ACTIONS) expect(permit.allows(area, action)).toBe(false);
      }
    }
  });

  it('without a clients file is bound by the scope and by what is disallowed alone', () => {
    const disallows = readDisallowed('connections:delete, users:write', []);
    const permit = permitOf({ scope: 'read/write/delete', disallows });
    const may = (area: Area, action: Action) => permit.allows(area, action);
    expect([may('connections', 'delete'), may('connections', 'update'), may('destinations', 'delete')]).toEqual([
      false,
      true,
      true,
    ]);
    expect([may('users', 'read'), may('users', 'update'), may('users', 'delete')]).toEqual([true, false, false]);
  });
});

describe('The table of what there is to do in each area', () => {
  it("has just the actions of Fivetran's endpoints", () => {
    const found = new Map<string, Set<string>>();
    for (const path of files().filter((name) => /^src\/fivetran\/[\w.-]+\.ts$/.test(name))) {
      const text = textOf(path);
      const shared = /area: '([a-z-]+)'/.exec(text)?.[1];
      for (const row of text.split(/\nexport const |\nconst /)) {
        const area = /area: '([a-z-]+)'/.exec(row)?.[1] ?? shared;
        if (area === undefined) continue;
        const actions = [...row.matchAll(/action: '(\w+)'/g)].map(([, action = '']) => action);
        if (/getOne\(|getList\(/.test(row)) actions.push('read');
        for (const action of actions) found.set(area, (found.get(area) ?? new Set()).add(action));
      }
    }
    const { config: _, ...ofEndpoints } = ACTIONS_OF;
    expect(Object.fromEntries([...found].map(([area, actions]) => [area, [...actions].sort()]))).toEqual(
      Object.fromEntries(Object.entries(ofEndpoints).map(([area, actions]) => [area, [...actions].sort()])),
    );
  });

  it('gives each permit the lowest level that comes to the same', () => {
    const permit = permitOf({
      grants: { connections: ['read', 'sync'], groups: 'full', users: 'write', roles: 'full' },
      scope: 'read/write',
      disallows: readDisallowed('users:write', []),
    });
    const of = (area: Area) => grantsOf(permit).find((grant) => grant.area === area);
    expect(of('connections')).toEqual({ area: 'connections', level: undefined, actions: ['read', 'sync'] });
    expect(of('groups')?.level).toBe('write');
    expect(of('users')).toEqual({ area: 'users', level: 'read', actions: ['read'] });
    expect(of('roles')?.level).toBe('read');
    expect(of('webhooks')?.level).toBe('off');
  });
});

describe('DISALLOWED_ACTIONS', () => {
  it.each(['connections', 'connections:fly', 'planes:read', 'connections:read:write', 'roles:create', ':read'])(
    'refuses "%s", and says what is required',
    (text) => {
      const problems: string[] = [];
      readDisallowed(text, problems);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^must .*got "/);
    },
  );
});
