import { useObservable } from '../state/observable.ts';
import { quota } from '../state/quota.ts';

const number = new Intl.NumberFormat('en');

/** Where reads stop, to leave the rest to the account's other tools. */
const RESERVE = 0.2;

/** What is left of the account's hourly quota of REST calls: every answer of the server tells. */
export function QuotaMeter() {
  const known = useObservable(quota);
  if (known === undefined) return null;
  const { limit, remaining } = known;
  const isLow = remaining <= limit * RESERVE;
  return (
    <label className="quota" title="Calls of Fivetran's REST API that are left in this hour">
      <span>
        {isLow && <strong>Quota is low: </strong>}
        {number.format(remaining)} <span className="quota-of">of {number.format(limit)}</span> calls left
      </span>
      <meter min={0} max={limit} low={limit * RESERVE} optimum={limit} value={remaining} />
    </label>
  );
}
