import { dismiss, notices } from '../state/notices.ts';
import { useObservable } from '../state/observable.ts';
import { Icon } from './Icon.tsx';

/** What has happened, said once; also to those who do not see it. */
export function Notices() {
  return (
    <div className="notices" role="log" aria-label="Messages" aria-live="polite">
      {useObservable(notices).map(({ id, tone, text }) => (
        <p key={id} className={`notice notice-${tone}`}>
          <Icon name={tone === 'good' ? 'check' : 'alert'} />
          <span>{text}</span>
          <button type="button" className="button button-bare" onClick={() => dismiss(id)}>
            <Icon name="close" />
            <span className="visually-hidden">Dismiss</span>
          </button>
        </p>
      ))}
    </div>
  );
}
