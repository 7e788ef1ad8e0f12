import type { Disallows } from './disallowed.ts';
import { covers, type Grants } from './grants.ts';
import { ACTIONS, type Action, AREAS, type Area, type Permit, reaches, type Scope } from './permit.ts';

export interface PermitOptions {
  /** What the caller is granted; undefined where callers are bound by the server's scope alone. */
  readonly grants?: Grants;
  readonly scope: Scope;
  readonly disallows: Disallows;
}

/**
 * The permit of a caller: what it is granted, within the server's scope, without what is disallowed. Decided once for
 * every area and action; what the key's own role refuses, Fivetran refuses.
 */
export function permitOf({ grants, scope, disallows }: PermitOptions): Permit {
  const allowed = new Set<string>();
  for (const area of AREAS) {
    for (const action of ACTIONS) {
      const granted = grants === undefined || covers(grants[area], action);
      if (granted && reaches(scope, action) && !disallows(area, action)) allowed.add(key(area, action));
    }
  }
  return { allows: (area, action) => allowed.has(key(area, action)) };
}

const key = (area: Area, action: Action): string => `${area}:${action}`;
