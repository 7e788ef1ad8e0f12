import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, parse, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** How large an operation's text may be, each measured before anything of it runs. */
export interface DocumentLimits {
  /** Words, names and signs of the text. */
  readonly maxTokens: number;
  /** Fields in fields, introspection too. */
  readonly maxDepth: number;
  /** Aliases, those of fragments each time that they are used. */
  readonly maxAliases: number;
  /** Directives, those of fragments each time that they are used. */
  readonly maxDirectives: number;
}

/** Refuses an operation whose text is larger than it may be. */
export function useDocumentLimits(limits: DocumentLimits): readonly Plugin[] {
  const options = (n: number) => ({
    n,
    // Reported beside the errors of validation instead of thrown, so that it gets their code.
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, error: GraphQLError) =>
        context?.reportError(new GraphQLError(error.message.replace(/^Syntax Error: /, ''))),
    ],
  });
  return [
    {
      onParse: ({ setParseFn }) =>
        setParseFn((source, settings) => parse(source, { ...settings, maxTokens: limits.maxTokens })),
    },
    maxDepthPlugin({ ...options(limits.maxDepth), flattenFragments: true, ignoreIntrospection: false }) as Plugin,
    maxAliasesPlugin({ ...options(limits.maxAliases), allowList: [] }) as Plugin,
    maxDirectivesPlugin(options(limits.maxDirectives)) as Plugin,
  ];
}
