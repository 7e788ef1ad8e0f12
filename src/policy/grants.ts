import { type Action, AREAS, type Area, LEVEL_OF, type Permit } from './permit.ts';

/** What there is to do in each area: the actions of Fivetran's endpoints in it. A test holds it against these. */
export const ACTIONS_OF: Readonly<Record<Area, readonly Action[]>> = {
  connections: ['read', 'create', 'update', 'pause', 'sync', 'resync', 'test', 'connect', 'delete'],
  schemas: ['read', 'update', 'reload'],
  destinations: ['read', 'create', 'update', 'test', 'delete'],
  groups: ['read', 'create', 'update', 'delete'],
  users: ['read', 'create', 'update', 'delete'],
  teams: ['read'],
  roles: ['read'],
  webhooks: ['read', 'create', 'update', 'test', 'delete'],
  certificates: ['read', 'approve', 'delete'],
  'log-services': ['read', 'create', 'update', 'test', 'delete'],
  config: ['read', 'update'],
};

/** The words for how much of an area is granted. `write` includes reading, but no deletes. */
export const GRANT_LEVELS = ['off', 'read', 'write', 'full'] as const;
export type GrantLevel = (typeof GRANT_LEVELS)[number];

/** What a client is granted in one area: a level, or exactly the actions that are listed. */
export type Grant = GrantLevel | readonly Action[];

/** What a client is granted. An area that is not named is off. */
export type Grants = Readonly<Partial<Record<Area, Grant>>>;

const LEVELS_IN: Readonly<Record<GrantLevel, readonly string[]>> = {
  off: [],
  read: ['read'],
  write: ['read', 'write'],
  full: ['read', 'write', 'delete'],
};

/** Whether a grant covers an action. */
export function covers(grant: Grant | undefined, action: Action): boolean {
  if (grant === undefined) return false;
  return typeof grant === 'string' ? LEVELS_IN[grant].includes(LEVEL_OF[action]) : grant.includes(action);
}

/** What a permit comes to in one area. */
export interface AreaGrant {
  readonly area: Area;
  /** The level that allows exactly these actions; undefined where none does. */
  readonly level: GrantLevel | undefined;
  readonly actions: readonly Action[];
}

/** What a caller may do in each area, after scope and disallowed actions. */
export function grantsOf(permit: Permit): readonly AreaGrant[] {
  return AREAS.map((area) => {
    const actions = ACTIONS_OF[area].filter((action) => permit.allows(area, action));
    const level = GRANT_LEVELS.find((word) => {
      const whole = ACTIONS_OF[area].filter((action) => covers(word, action));
      return whole.length === actions.length && whole.every((action) => actions.includes(action));
    });
    return { area, level, actions };
  });
}

export const isArea = (word: string): word is Area => AREAS.some((area) => area === word);
const isGrantLevel = (word: string): word is GrantLevel => GRANT_LEVELS.some((level) => level === word);

/** Why a grant cannot be given in an area; undefined where it can. */
export function grantProblem(area: Area, grant: unknown): string | undefined {
  const known = ACTIONS_OF[area];
  const required = `one of ${GRANT_LEVELS.join(', ')}, or a list of ${known.join(', ')}`;
  if (typeof grant === 'string') return isGrantLevel(grant) ? undefined : `must be ${required}; got "${grant}"`;
  if (!Array.isArray(grant) || grant.length === 0) return `must be ${required}`;
  const unknown = grant.find((action) => !known.some((name) => name === action));
  return unknown === undefined ? undefined : `must be ${required}; got "${String(unknown)}" in the list`;
}
