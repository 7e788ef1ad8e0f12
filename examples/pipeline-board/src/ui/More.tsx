import { useEffect, useEffectEvent, useRef } from 'react';

interface Props {
  /** Whether it also loads by itself as soon as it is nearly seen. */
  readonly automatic?: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

/** The end of a list that goes on. A button in any case, so that it does not take scrolling to go on. */
export function More({ automatic = false, isLoading, onMore }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const onSeen = useEffectEvent(onMore);
  useEffect(() => {
    if (!automatic || isLoading || button.current === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen(), { rootMargin: '200px' });
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [automatic, isLoading]);
  return (
    <button
      ref={button}
      type="button"
      className="button more"
      aria-disabled={isLoading}
      onClick={() => isLoading || onMore()}
    >
      {isLoading ? 'Loading…' : 'Show more'}
    </button>
  );
}
