import { useNow } from '../state/clock.ts';

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { style: 'short' });
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** How long ago something was, or in how long it will be; the exact time is in its title. */
export function Ago({ at }: { at: string }) {
  const distance = Date.parse(at) - useNow();
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? ['minute', 60_000];
  const amount = Math.round(distance / length);
  return (
    <time dateTime={at} title={absolute.format(new Date(at))}>
      {amount === 0 ? 'just now' : relative.format(amount, unit)}
    </time>
  );
}
