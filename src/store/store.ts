/**
 * What several replicas of this server share. A store may be gone at any time: nothing here rejects, everything settles
 * within a fraction of a second, and `undefined` says that the store was not there.
 */
export interface SharedStore {
  readonly state: StoreState;
  /** This process among the replicas; another one after a restart. */
  readonly replica: string;
  /** Listens; the returned function ends it. */
  listen(listener: StoreListener): () => void;

  /** Renews what this replica holds of a quota, and asks for what it needs. */
  lease(quota: string, request: LeaseRequest): Promise<LeaseReply | undefined>;

  /** What is kept at a place, and the stamp under which an answer that is read from now on may be kept there. */
  find(place: Place): Promise<Found | undefined>;
  /** Keeps a value, unless one of its tags was killed since the stamp was given. */
  keep(place: Place, kept: Kept): Promise<void>;
  /** Makes old what is kept with the tags, here and in every replica. Settles once all have heard; false: nobody could be told. */
  kill(kill: Kill): Promise<boolean>;

  /** Tells an event to every replica, this one included, unless they were told before. */
  announce(event: Announced): Promise<'now' | 'before' | 'nobody'>;
  /** The name and the number of the last event; undefined before the first. */
  lastEvent(): Promise<EventPlace | undefined>;

  /** Whether this replica does the work of that name for so many milliseconds from now. True for all where the store is gone. */
  hold(work: string, ms: number): Promise<boolean>;
  /** Gives the work up. */
  release(work: string): Promise<void>;

  close(): Promise<void>;
}

export interface StoreState {
  /** Whether the store is there; where not, each replica goes on alone. */
  readonly shared: boolean;
  /** Replicas that share it, this one included, as last known; at least 1. */
  readonly replicas: number;
}

export interface StoreListener {
  /** Another replica has made something old. */
  readonly killed?: (kill: Kill) => void;
  readonly event?: (event: AnnouncedEvent) => void;
  /** The store is there, or is so again: what others have said meanwhile was missed. */
  readonly joined?: () => void;
  readonly lost?: () => void;
}

/** Where something is kept. */
export interface Place {
  /** The credential's partition. */
  readonly partition: string;
  readonly key: string;
  readonly tags: readonly string[];
}

export interface Kept {
  readonly stamp: string;
  readonly value: Buffer;
  /** How long it is fresh, in milliseconds. */
  readonly lifetime: number;
}

export interface Found {
  readonly stamp: string;
  /** Absent where nothing is kept. `left`: the milliseconds for which it is fresh. */
  readonly kept?: { readonly value: Buffer; readonly left: number };
}

export interface Kill {
  readonly partition: string;
  readonly tags: readonly string[];
  /** Everything of the partition, whatever its tags. */
  readonly all?: boolean;
  /** Tags of what Fivetran may still tell wrongly for a moment: see `Endpoint.unsettles`. */
  readonly unsettled?: readonly string[];
  /** Nothing was written a moment ago: a write was sent and is not answered, or it is old news. Nobody waits for others to hear it. */
  readonly early?: boolean;
}

export interface Announced {
  /** The same for every repetition of an event. */
  readonly id: string;
  readonly news: unknown;
  /** What it makes old, whoever's it is. */
  readonly tags: readonly string[];
}

/** Which event it is: the same at every replica. */
export interface EventPlace {
  readonly name: string;
  readonly number: number;
}

export interface AnnouncedEvent extends EventPlace {
  readonly id: string;
  readonly news: unknown;
}

/** A replica's part in a quota, window by window. Calls are counted as `SlidingWindow` counts them. */
export interface LeaseRequest {
  readonly windows: Readonly<Record<string, WindowRequest>>;
  /** The hourly quota as Fivetran has told this replica. */
  readonly limit?: number;
  /** Endpoints and windows that Fivetran has shut, in milliseconds from now. */
  readonly shut: Readonly<Record<string, number>>;
  /** Nothing more is called: what is held leaves by its steps. */
  readonly closing: boolean;
}

export interface WindowRequest {
  /** Milliseconds. */
  readonly length: number;
  /** Calls that upstream may count, and those that this replica may still make without asking. */
  readonly held: number;
  /** Calls among those held that upstream certainly counts. */
  readonly certain: number;
  /** Calls that wait, and calls to have in hand beyond those. */
  readonly need: number;
  readonly ahead: number;
  /** Up to where all replicas together may hold calls; and for writes. */
  readonly ceiling: number;
  readonly urgent: number;
  readonly urgentCeiling: number;
  /** By when what is held has left: [milliseconds from now, calls], in order. The first is one call. */
  readonly steps: readonly (readonly [number, number])[];
}

export interface WindowReply {
  /** How many calls this replica may hold. */
  readonly allowed: number;
  /** How many the others may hold, now and at most since the last reply; and how many upstream certainly counts of them. */
  readonly siblings: number;
  readonly most: number;
  readonly certain: number;
  /** Before when no calls of the others leave: [milliseconds from now, calls], in any order. */
  readonly steps: readonly (readonly [number, number])[];
}

export interface LeaseReply {
  readonly windows: Readonly<Record<string, WindowReply>>;
  readonly limit?: number;
  /** What any replica has told to be shut, in milliseconds from now. */
  readonly shut: Readonly<Record<string, number>>;
  /** For how many milliseconds the calls of all replicas have been counted. */
  readonly age: number;
}
