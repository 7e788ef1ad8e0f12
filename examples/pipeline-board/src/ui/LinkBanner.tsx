import { link, reconnectNow } from '../state/link.ts';
import { useObservable } from '../state/observable.ts';

/** Says that what is shown may be old, for as long as it may. */
export function LinkBanner() {
  const isLost = useObservable(link) === 'lost';
  return (
    <div role="status">
      {isLost && (
        <div className="banner">
          <p>
            <strong>No connection to the server.</strong> What you see is as it was last known. It is tried again by
            itself.
          </p>
          <button type="button" className="button" onClick={reconnectNow}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}
