import { useEffect, useEffectEvent } from 'react';
import { observable } from './observable.ts';

/** Whether keys of one letter do something. Who dictates to a computer may not want that. */
export const shortcuts = observable(true);

interface Handlers {
  readonly onHelp: () => void;
  readonly onEscape: () => void;
}

/** The keys of the whole page. They are those of the focused row where there is one. */
export function useShortcuts(handlers: Handlers): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTypedInto(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const isKept = event.key.length > 1 || shortcuts.get();
    if (isKept && handle(event.key, handlers)) event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** @returns whether the key means something */
function handle(key: string, { onHelp, onEscape }: Handlers): boolean {
  switch (key) {
    case '/':
      document.getElementById('search')?.focus();
      return true;
    case '?':
      onHelp();
      return true;
    case 'Escape':
      onEscape();
      return true;
    case 'j':
    case 'ArrowDown':
      return moveBy(1, key === 'j');
    case 'k':
    case 'ArrowUp':
      return moveBy(-1, key === 'k');
    case 'p':
    case 's':
      return act(key === 'p' ? 'pause' : 'sync');
    default:
      return false;
  }
}

/** Moves the focus from row to row. The arrows scroll as ever while the focus is elsewhere; letters go to the first row. */
function moveBy(step: 1 | -1, fromAnywhere: boolean): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('.row-link')];
  const row = focusedRow();
  if (row === null && !fromAnywhere) return false;
  const at = links.findIndex((link) => row?.contains(link));
  const next = links[at === -1 ? 0 : at + step];
  next?.focus();
  next?.closest('.row')?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}

function act(action: string): boolean {
  const button = focusedRow()?.querySelector<HTMLButtonElement>(`[data-action="${action}"]`);
  button?.click();
  return button != null;
}

const focusedRow = (): Element | null => document.activeElement?.closest('.row') ?? null;

const isTypedInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, select, textarea') !== null && !isCheckbox(target);

const isCheckbox = (target: HTMLElement): boolean => target instanceof HTMLInputElement && target.type === 'checkbox';
