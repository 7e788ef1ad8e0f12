import { channel } from 'node:diagnostics_channel';
import { builder } from './builder.ts';

/** Told of every value of a closed set that this schema does not know yet: { enum, value }. */
const unrecognized = channel('fivetran-graphql:unrecognized-enum-value');

const UNRECOGNIZED = 'UNRECOGNIZED';
const unknownDescription = 'A value that Fivetran has and this schema does not know yet. Not to be used as input.';

/** `snake_case`, `lower case` and `PascalCase` words of the wire as an enum's SCREAMING_SNAKE. */
function screaming(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

/**
 * An enum over a closed set of Fivetran's words. A word that Fivetran adds tomorrow becomes UNRECOGNIZED and is
 * reported; it never fails a query.
 * @param words each word as the wire has it, with its description
 */
export function closedSet<const Words extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  words: Words,
) {
  const wireOf = new Map(Object.keys(words).map((word) => [screaming(word), word]));
  const nameOf = new Map(
    Object.keys(words).flatMap((word) => [
      [word, screaming(word)],
      [word.toLowerCase(), screaming(word)],
    ]),
  );
  const values = Object.fromEntries([
    ...Object.entries(words).map(([word, text]) => [screaming(word), { description: text, value: screaming(word) }]),
    [UNRECOGNIZED, { description: unknownDescription, value: UNRECOGNIZED }],
  ]);
  const type = builder.enumType(name, {
    description,
    values: values as Record<string, { description: string; value: string }>,
  });
  return {
    type,
    /** The enum's value for a word of the wire; null stays null. */
    of(word: string | null | undefined): string | null {
      if (word === null || word === undefined) return null;
      // The document writes some sets in upper case that the wire has in lower case (fivetran-facts 1.4).
      const known = nameOf.get(word) ?? nameOf.get(word.toLowerCase());
      if (known !== undefined) return known;
      if (unrecognized.hasSubscribers) unrecognized.publish({ enum: name, value: word });
      return UNRECOGNIZED;
    },
    /** The word of the wire for an enum's value; undefined for UNRECOGNIZED. */
    toWire: (value: string): string | undefined => wireOf.get(value),
  };
}
