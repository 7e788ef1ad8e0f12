/** The parts of an account that access is granted by. `config` stands for settings that may hold secrets. */
export const AREAS = [
  'connections',
  'schemas',
  'destinations',
  'groups',
  'users',
  'teams',
  'roles',
  'webhooks',
  'certificates',
  'log-services',
  'config',
] as const;
export type Area = (typeof AREAS)[number];

/** What can be done in an area. Every action belongs to one level: see `LEVEL_OF`. */
export const ACTIONS = [
  'read',
  'create',
  'update',
  'pause',
  'sync',
  'resync',
  'test',
  'reload',
  'approve',
  'connect',
  'delete',
] as const;
export type Action = (typeof ACTIONS)[number];

/** How far a scope or a level reaches: each includes the ones before it. */
export type Level = 'read' | 'write' | 'delete';

/** The level that an action needs. */
export const LEVEL_OF: Readonly<Record<Action, Level>> = {
  read: 'read',
  create: 'write',
  update: 'write',
  pause: 'write',
  sync: 'write',
  resync: 'write',
  test: 'write',
  reload: 'write',
  approve: 'write',
  connect: 'write',
  delete: 'delete',
};

/** The ceiling for everybody, in the words of Fivetran's MCP server. */
export const SCOPES = ['read', 'read/write', 'read/write/delete'] as const;
export type Scope = (typeof SCOPES)[number];

const RANK: Readonly<Record<Level, number>> = { read: 0, write: 1, delete: 2 };
const RANK_OF_SCOPE: Readonly<Record<Scope, number>> = { read: 0, 'read/write': 1, 'read/write/delete': 2 };

/** What one caller may do. Asked before every read and write, before cache and wire. */
export interface Permit {
  allows(area: Area, action: Action): boolean;
}

/** Refused by this server's own policy; Fivetran was not asked. */
export class Denied extends Error {
  readonly area: Area;
  readonly action: Action;
  constructor(area: Area, action: Action) {
    super(`This caller may not ${action} in the area ${area}`);
    this.name = 'Denied';
    this.area = area;
    this.action = action;
  }
}

/** Whether a scope reaches an action. */
export const reaches = (scope: Scope, action: Action): boolean => RANK[LEVEL_OF[action]] <= RANK_OF_SCOPE[scope];

/** The permit of a caller that is bound by the server's scope alone. */
export function permitOfScope(scope: Scope): Permit {
  return { allows: (_, action) => reaches(scope, action) };
}
