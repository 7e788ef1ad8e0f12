import { type DocumentNode, Kind, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isInParts } from './parts.ts';

/** A client that does not take an answer in parts gets it whole: `@defer` and `@stream` are hints, not orders. */
export function useWholeAnswers(): Plugin {
  return {
    onExecute({ args }) {
      if (!isInParts(args.document)) return;
      const { request } = args.contextValue as { request?: Request };
      const accept = request?.headers.get('accept') ?? '';
      if (/multipart\/mixed|text\/event-stream/i.test(accept)) return;
      args.document = withoutParts(args.document);
    },
  };
}

const whole = new WeakMap<DocumentNode, DocumentNode>();

function withoutParts(document: DocumentNode): DocumentNode {
  let known = whole.get(document);
  if (known === undefined) {
    known = visit(document, {
      [Kind.DIRECTIVE]: ({ name }) => (name.value === 'defer' || name.value === 'stream' ? null : undefined),
    });
    whole.set(document, known);
  }
  return known;
}
