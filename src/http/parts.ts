import { BREAK, type DocumentNode, Kind, visit } from 'graphql';

const known = new WeakMap<DocumentNode, boolean>();

/** Whether a document has `@defer` or `@stream` in it: whether its answer may come in parts. */
export function isInParts(document: DocumentNode): boolean {
  let parts = known.get(document);
  if (parts === undefined) {
    // Most have no directive at all, which their text tells at once.
    parts = document.loc?.source.body.includes('@') !== false && hasParts(document);
    known.set(document, parts);
  }
  return parts;
}

function hasParts(document: DocumentNode): boolean {
  let parts = false;
  visit(document, {
    [Kind.DIRECTIVE]: ({ name }) => {
      if (name.value !== 'defer' && name.value !== 'stream') return undefined;
      parts = true;
      return BREAK;
    },
  });
  return parts;
}
