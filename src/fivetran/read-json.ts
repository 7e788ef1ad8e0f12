/**
 * The most bytes that are read as one text. To a string of 128 KiB or more (half as many characters, where one of them is
 * not Latin) V8 gives pages of its own, new ones from the system, which takes as long as to read all that it says.
 */
const PIECE = 60_000;

/** The beginning of a list as Fivetran writes it, up to the name of its first item's first field. */
const LIST = /^(\{(?:"(?:code|message)":"(?:[^"\\]|\\.)*",)*"data":\{"items":\[)(\{"[^"\\]+":)/;
/** It is within so many bytes. */
const BEGINNING = 512;

interface List {
  readonly data: { items: unknown[] };
}

/**
 * `JSON.parse` of an answer's text, where no object has two fields of one name. A long list is read in pieces.
 *
 * @throws SyntaxError where it is no JSON
 */
export function readJson(body: Buffer): unknown {
  return (body.length > PIECE ? readInPieces(body) : undefined) ?? JSON.parse(body.toString());
}

/**
 * A piece ends where an item seems to begin. Nobody need look whether one does: what ends deeper in an item, or within a
 * string, is no JSON.
 *
 * @returns undefined of what is no list, or was not cut where an item begins
 */
function readInPieces(body: Buffer): unknown {
  const [, head, first] = LIST.exec(body.toString('latin1', 0, BEGINNING)) ?? [];
  if (head === undefined) return undefined;
  const items: unknown[] = [];
  let at = head.length;
  try {
    while (body.length - at > PIECE) {
      const end = body.lastIndexOf(`},${first}`, at + PIECE, 'latin1') + 1;
      if (end <= at) return undefined;
      items.push(...JSON.parse(`[${body.toString('utf8', at, end)}]`));
      at = end + 1;
    }
    const list: List = JSON.parse(body.toString('utf8', 0, head.length) + body.toString('utf8', at));
    list.data.items = [...items, ...list.data.items];
    return list;
  } catch {
    return undefined;
  }
}
