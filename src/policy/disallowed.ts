import { ACTIONS_OF, isArea } from './grants.ts';
import { type Action, type Area, LEVEL_OF } from './permit.ts';

/** Whether an action is denied to everybody, whoever grants it. */
export type Disallows = (area: Area, action: Action) => boolean;

/** What can stand behind the colon: an action, or `write` for all that change something. */
const words = (area: Area): readonly string[] => [...ACTIONS_OF[area], 'write', 'delete'];

/**
 * Reads DISALLOWED_ACTIONS: `area:action,…`. Denying `read` denies everything in the area, since nothing can be changed
 * that may not be seen; denying `write` denies whatever changes something, deletes too. Any other action is denied alone.
 * @param problems is given what cannot be understood
 */
export function readDisallowed(text: string, problems: string[]): Disallows {
  const denied = new Set<string>();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [area = '', word = '', ...rest] = entry.split(':');
    if (!isArea(area) || rest.length > 0) {
      problems.push(`must be a list of area:action with areas ${Object.keys(ACTIONS_OF).join(', ')}; got "${entry}"`);
    } else if (!words(area).includes(word)) {
      problems.push(`must name, of the area ${area}, one of ${[...new Set(words(area))].join(', ')}; got "${word}"`);
    } else denied.add(`${area}:${word}`);
  }
  return (area, action) =>
    denied.has(`${area}:read`) ||
    (denied.has(`${area}:write`) && LEVEL_OF[action] !== 'read') ||
    denied.has(`${area}:${action}`);
}
