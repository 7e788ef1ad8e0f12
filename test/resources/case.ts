/** One claim about one resource or list. */
export interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A claim that is not made of a resource, and why. */
export interface Left {
  readonly name: string;
  readonly because: string;
}

export const isLeft = (entry: Case | Left): entry is Left => 'because' in entry;

/** The case, unless there is a reason why it says nothing about this resource. */
export const unless = (because: string | undefined, entry: Case): Case | Left =>
  because === undefined ? entry : { name: entry.name, because };

export const isCase = (entry: Case | Left): entry is Case => !isLeft(entry);
