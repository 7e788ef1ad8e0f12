import { useDeferredValue, useMemo, useRef } from 'react';
import { ConnectionList } from './connections/ConnectionList.tsx';
import { ConnectionPanel } from './connections/ConnectionPanel.tsx';
import { Filters } from './connections/Filters.tsx';
import { filterOf } from './connections/filter.ts';
import { useConnectionEvents } from './connections/useConnectionEvents.ts';
import { GroupNav } from './groups/GroupNav.tsx';
import { Header } from './header/Header.tsx';
import { go, usePlace } from './state/place.ts';
import { useShortcuts } from './state/shortcuts.ts';
import { Help } from './ui/Help.tsx';
import { Icon } from './ui/Icon.tsx';
import { LinkBanner } from './ui/LinkBanner.tsx';
import { Notices } from './ui/Notices.tsx';
import { Region } from './ui/Region.tsx';

/** The page: groups to the left, connections, and the one that is open to the right. */
export function Board() {
  const place = usePlace();
  const { search, state, group } = place;
  const wanted = useMemo(() => filterOf({ search, state, group }), [search, state, group]);
  // What is shown stays while what was asked for is on its way.
  const filter = useDeferredValue(wanted);
  const help = useRef<HTMLDialogElement>(null);
  const openHelp = () => help.current?.showModal();
  const close = () => {
    go({ connection: '' });
    // On a phone the list is there again only after the next rendering. What was deleted is in no list any more.
    requestAnimationFrame(() =>
      (document.getElementById(place.connection) ?? document.getElementById('search'))?.focus(),
    );
  };
  useConnectionEvents();
  useShortcuts({ onHelp: openHelp, onEscape: () => place.connection !== '' && close() });
  return (
    <div className={place.connection === '' ? 'board' : 'board board-open'}>
      <Header onHelp={openHelp} />
      <LinkBanner />
      <div className="side">
        <Region name="The groups">
          <GroupNav />
        </Region>
      </div>
      <main className="main" aria-busy={filter !== wanted}>
        <Filters place={place} />
        <Region name="Failing connections">
          <ConnectionList
            title="Failing"
            filter={{ ...filter, failing: true }}
            count={10}
            endless={false}
            empty={Object.keys(filter).length === 0 ? 'Nothing is failing.' : 'Nothing that matches is failing.'}
          />
        </Region>
        {filter.failing !== true && (
          <Region name="Connections">
            <ConnectionList
              title="Everything else"
              filter={{ ...filter, failing: false }}
              count={25}
              endless
              empty="Nothing else matches."
            />
          </Region>
        )}
      </main>
      {place.connection !== '' && (
        <aside key={place.connection} className="panel" aria-label="Connection">
          <button type="button" className="button panel-close" onClick={close}>
            <Icon name="close" />
            Close
          </button>
          <Region name="The connection">
            <ConnectionPanel id={place.connection} onClose={close} />
          </Region>
        </aside>
      )}
      <Notices />
      <Help dialog={help} />
    </div>
  );
}
