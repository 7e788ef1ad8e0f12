import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The part of a logger that is needed here. */
interface Log {
  warn(fields: object, message: string): void;
}

/** Words that are told of; who sends more than this sends no words. */
const MOST = 200;
const LONGEST = 64;

/**
 * Writes a line for each word of a closed set that Fivetran sends and the schema does not know, the first time that it
 * comes: an update is due.
 * @returns what ends it
 */
export function logUnrecognized(log: Log): () => void {
  const told = new Set<string>();
  const write = (message: unknown) => {
    const { enum: name, value } = message as { readonly enum: string; readonly value: string };
    const word = value.slice(0, LONGEST);
    const key = `${name} ${word}`;
    if (told.has(key) || told.size >= MOST) return;
    told.add(key);
    log.warn(
      { enum: name, value: word },
      'Fivetran has sent a value that the schema does not know: it is UNRECOGNIZED',
    );
  };
  subscribe('fivetran-graphql:unrecognized-enum-value', write);
  return () => {
    unsubscribe('fivetran-graphql:unrecognized-enum-value', write);
  };
}
