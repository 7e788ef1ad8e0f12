import type { Clock } from './clock.ts';

/** One call in the log. */
export interface CallRecord {
  /** 'GET /v1/groups?limit=1000' */
  readonly line: string;
  readonly method: string;
  /** Without the query, not decoded. */
  readonly path: string;
  /** The API key; undefined when there was none that is known. */
  key?: string;
  /** Arrival and end, epoch ms by the emulator's clock. */
  readonly at: number;
  endedAt?: number;
  /** Undefined while it is in the air, and for ever when the line was cut. */
  status?: number;
}

/** Every call in the order of arrival. */
export class CallLog {
  readonly #clock: Clock;
  readonly #keep: number;
  #records: CallRecord[] = [];
  #lines: string[] = [];
  #inFlight = 0;
  #peak = 0;

  constructor(clock: Clock, keep: number) {
    this.#clock = clock;
    this.#keep = keep;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get records(): readonly CallRecord[] {
    return this.#records;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** The most calls that were in the air at once. */
  get peakInFlight(): number {
    return this.#peak;
  }

  /** How many calls there were by 'METHOD /path'. */
  countsByPath(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { method, path } of this.#records) {
      const name = `${method} ${path}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }

  begin(method: string, target: string): CallRecord {
    const [path = ''] = target.split('?', 1);
    const record: CallRecord = { line: `${method} ${target}`, method, path, at: this.#clock.now() };
    if (this.#records.length >= 2 * this.#keep) {
      this.#records = this.#records.slice(-this.#keep);
      this.#lines = this.#lines.slice(-this.#keep);
    }
    this.#records.push(record);
    this.#lines.push(record.line);
    this.#inFlight++;
    this.#peak = Math.max(this.#peak, this.#inFlight);
    return record;
  }

  end(record: CallRecord): void {
    record.endedAt = this.#clock.now();
    this.#inFlight--;
  }

  /** Forgets the past; what is in the air stays counted. */
  clear(): void {
    this.#records = [];
    this.#lines = [];
    this.#peak = this.#inFlight;
  }
}
