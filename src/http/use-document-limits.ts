import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { GraphQLError, type ParseOptions, parse, type Source, type ValidationContext } from 'graphql';
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
        setParseFn((source, settings) => parseWithin(source, { ...settings, maxTokens: limits.maxTokens })),
    },
    maxDepthPlugin({ ...options(limits.maxDepth), flattenFragments: true, ignoreIntrospection: false }) as Plugin,
    maxAliasesPlugin({ ...options(limits.maxAliases), allowList: [] }) as Plugin,
    maxDirectivesPlugin(options(limits.maxDirectives)) as Plugin,
  ];
}

/**
 * Parses; what is wrong with a text gets its code here, since it is kept with the text and thrown again from there. The
 * parser goes as deep as the text does, and a text of brackets alone is deeper than the stack.
 */
function parseWithin(source: string | Source, options: ParseOptions) {
  try {
    return parse(source, options);
  } catch (error) {
    const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { spec: true, status: 400 } };
    if (error instanceof GraphQLError) Object.assign(error.extensions, extensions);
    if (!(error instanceof RangeError)) throw error;
    throw new GraphQLError('Syntax Error: The operation is nested too deeply to be read.', { extensions });
  }
}
