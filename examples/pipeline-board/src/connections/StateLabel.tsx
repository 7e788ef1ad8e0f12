import { Icon } from '../ui/Icon.tsx';
import type { State } from './state.ts';

/** A state in colour, shape and words. */
export function StateLabel({ state }: { state: State }) {
  return (
    <span className={`state state-${state.tone}`}>
      <Icon name={state.icon} spins={state.syncing} />
      {state.label}
    </span>
  );
}
