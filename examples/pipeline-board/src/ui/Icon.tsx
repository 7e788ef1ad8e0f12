/** Strokes on a grid of 16; every icon stands beside the words that it illustrates. */
const PATHS = {
  alert: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1',
  check: 'M3 8.5l3.2 3.2L13 5',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3l2 1.5',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  help: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.2 6.2a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2M8 11.2v.1',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6l7.5-4.8z',
  right: 'M6 4l4 4-4 4',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.4 3.4',
  setup: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v6M5 8h6',
  sync: 'M13 5.5A5.5 5.5 0 0 0 3.2 5M3 10.5a5.5 5.5 0 0 0 9.8.5M13.4 2.5v3.2h-3.2M2.6 13.5v-3.2h3.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, spins = false }: { name: IconName; spins?: boolean }) {
  return (
    <svg className={spins ? 'icon icon-spins' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
