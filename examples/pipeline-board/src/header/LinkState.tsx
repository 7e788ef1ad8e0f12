import { link } from '../state/link.ts';
import { useObservable } from '../state/observable.ts';

const WORDS = { connecting: 'Connecting', live: 'Live', lost: 'Disconnected' } as const;

/** Whether changes are shown as they happen. The banner announces what changes here. */
export function LinkState() {
  const current = useObservable(link);
  return <span className={`link link-${current}`}>{WORDS[current]}</span>;
}
