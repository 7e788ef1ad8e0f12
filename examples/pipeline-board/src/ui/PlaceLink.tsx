import type { MouseEvent, ReactNode } from 'react';
import { addressOf, go, type Place } from '../state/place.ts';

interface Props {
  readonly id?: string;
  readonly to: Partial<Place>;
  readonly className?: string;
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link like any other, also to be opened in a tab of its own; a plain click stays on the page. */
export function PlaceLink({ id, to, className, isCurrent = false, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      id={id}
      href={addressOf(to)}
      className={className}
      aria-current={isCurrent ? 'true' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
