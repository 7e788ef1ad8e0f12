import { type RefObject, useId } from 'react';
import { useObservable } from '../state/observable.ts';
import { shortcuts } from '../state/shortcuts.ts';

const KEYS = [
  ['/', 'Search'],
  ['↓ or j', 'Next connection'],
  ['↑ or k', 'Previous connection'],
  ['Enter', 'Open the connection that has the focus'],
  ['p', 'Pause or resume it'],
  ['s', 'Sync it'],
  ['Esc', 'Close what is open'],
  ['?', 'This help'],
] as const;

export function Help({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const titleId = useId();
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={titleId}>
      <h2 id={titleId}>Keyboard</h2>
      <dl className="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={useObservable(shortcuts)}
          onChange={(event) => shortcuts.set(event.target.checked)}
        />
        Single-key shortcuts are on
      </label>
      <p className="hint">Tab reaches everything too.</p>
      <form method="dialog">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
