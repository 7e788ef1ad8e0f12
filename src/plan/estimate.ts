/** Bounds of the REST calls that an operation can cost, retries apart; `most` is null for a walk without an end. */
export interface Estimate {
  readonly least: number;
  readonly most: number | null;
}
