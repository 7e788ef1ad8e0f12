import { Icon } from '../ui/Icon.tsx';
import { Region } from '../ui/Region.tsx';
import { AccountName } from './AccountName.tsx';
import { LinkState } from './LinkState.tsx';
import { QuotaMeter } from './QuotaMeter.tsx';

export function Header({ onHelp }: { onHelp: () => void }) {
  return (
    <header className="header">
      <h1>Pipeline board</h1>
      <Region name="The account">
        <AccountName />
      </Region>
      <div className="header-end">
        <LinkState />
        <QuotaMeter />
        <button type="button" className="button button-bare" aria-keyshortcuts="?" onClick={onHelp}>
          <Icon name="help" />
          <span className="visually-hidden">Keyboard and help</span>
        </button>
      </div>
    </header>
  );
}
