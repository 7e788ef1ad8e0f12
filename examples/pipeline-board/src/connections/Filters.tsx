import { go, type Place } from '../state/place.ts';
import { Icon } from '../ui/Icon.tsx';
import { STATES } from './filter.ts';

export function Filters({ place }: { place: Place }) {
  const isNarrowed = place.search !== '' || place.state !== '' || place.group !== '';
  return (
    <search className="filters">
      <label className="field field-search">
        <span className="visually-hidden">Search connections by name or service</span>
        <Icon name="search" />
        <input
          id="search"
          type="search"
          placeholder="Name or service"
          aria-keyshortcuts="/"
          value={place.search}
          onChange={(event) => go({ search: event.target.value }, { replace: true })}
        />
      </label>
      <label className="field">
        <span>State</span>
        <select value={place.state} onChange={(event) => go({ state: event.target.value })}>
          <option value="">Any</option>
          {Object.entries(STATES).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {isNarrowed && (
        <button type="button" className="button" onClick={() => go({ search: '', state: '', group: '' })}>
          Clear
        </button>
      )}
    </search>
  );
}
