interface Earlier<Row> {
  /** When `rows` stopped being the truth (epoch ms). */
  readonly until: number;
  readonly rows: readonly Row[];
}

/** What a collection needs of the account it belongs to. */
export interface Surroundings {
  now(): number;
  /** How long lists go on showing the state before a write (ms). */
  lag(): number;
  changed(): void;
}

/** Rows by key in the order in which they were created, which is the order of Fivetran's lists (inferred). */
export class Collection<Row extends object> {
  #rows = new Map<string, Row>();
  #list: readonly Row[] | undefined;
  #earlier: Earlier<Row>[] = [];
  readonly #keyOf: (row: Row) => string;
  readonly #surroundings: Surroundings;

  constructor(keyOf: (row: Row) => string, surroundings: Surroundings) {
    this.#keyOf = keyOf;
    this.#surroundings = surroundings;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** The rows as they are. */
  list(): readonly Row[] {
    this.#list ??= [...this.#rows.values()];
    return this.#list;
  }

  /** The rows as list endpoints show them: late, if lists lag behind writes. */
  listed(): readonly Row[] {
    const lag = this.#surroundings.lag();
    if (lag === 0) return this.list();
    const shown = this.#surroundings.now() - lag;
    this.#earlier = this.#earlier.filter((state) => state.until > shown);
    return this.#earlier[0]?.rows ?? this.list();
  }

  /** Adds a row at the end, or before the row at `position`. A row with the same key is replaced where it stands. */
  add(row: Row, position?: number): Row {
    this.#remember();
    if (position === undefined) {
      this.#rows.set(this.#keyOf(row), row);
    } else {
      const rows = [...this.#rows.values()];
      rows.splice(position, 0, row);
      this.#rows = new Map(rows.map((each) => [this.#keyOf(each), each]));
    }
    this.#changed();
    return row;
  }

  /** Replaces the named fields of a row. Throws when there is no such row: that is a mistake of the caller. */
  update(key: string, change: Partial<Row>): Row {
    const row = this.#rows.get(key);
    if (row === undefined) throw new Error(`expected a row '${key}' to change, there is none`);
    this.#remember();
    const changed = { ...row, ...change };
    this.#rows.set(key, changed);
    this.#changed();
    return changed;
  }

  remove(key: string): boolean {
    if (!this.#rows.has(key)) return false;
    this.#remember();
    this.#rows.delete(key);
    this.#changed();
    return true;
  }

  #remember(): void {
    if (this.#surroundings.lag() === 0) return;
    this.#earlier.push({ until: this.#surroundings.now(), rows: this.list() });
  }

  #changed(): void {
    this.#list = undefined;
    this.#surroundings.changed();
  }
}
