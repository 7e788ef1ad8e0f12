import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { maskError } from '../graphql/errors.ts';
import { documentCaches } from './document-cache.ts';
import { useAudit } from './use-audit.ts';
import { useClosedSchema } from './use-closed-schema.ts';
import { type DocumentLimits, useDocumentLimits } from './use-document-limits.ts';
import { useExecution } from './use-execution.ts';
import { useFinishedMutations } from './use-finished-mutations.ts';
import { useFivetranExtensions } from './use-fivetran-extensions.ts';
import { useFreshKeys } from './use-fresh-keys.ts';
import { type ListedOperationsOptions, useListedOperations } from './use-listed-operations.ts';
import { useMutationCheck } from './use-mutation-check.ts';
import { useOperationReport } from './use-operation-report.ts';
import { usePlan } from './use-plan.ts';
import { useReadableErrors } from './use-readable-errors.ts';
import { useRequestRules } from './use-request-rules.ts';
import { useSharedAnswers } from './use-shared-answers.ts';
import { useValidation } from './use-validation.ts';
import { useVariableDepth } from './use-variable-depth.ts';
import { useWholeAnswers } from './use-whole-answers.ts';

export interface GraphqlOptions {
  readonly schema: GraphQLSchema;
  readonly context: (initial: never) => Context;
  readonly introspection: boolean;
  readonly limits: DocumentLimits;
  /** Operations that clients may name by id; undefined where there are none. */
  readonly listed: ListedOperationsOptions | undefined;
  readonly maxBodyBytes: number;
  /** Is given what was masked. */
  readonly onUnknownError: (error: unknown) => void;
  readonly plugins?: readonly Plugin[];
}

/** The GraphQL endpoint `/graphql`. */
export function createGraphql(options: GraphqlOptions): YogaServerInstance<object, Context> {
  const { plugin: plan, estimateOf } = usePlan(options.schema);
  const mask = (error: unknown) => maskError(error, options.onUnknownError);
  return createYoga<object, Context>({
    schema: options.schema,
    context: options.context as never,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: options.maxBodyBytes,
    parserAndValidationCache: documentCaches(),
    extraParamNames: ['documentId'],
    // Hosts, origins and headers are decided before a request gets here.
    cors: false,
    maskedErrors: { maskError: mask },
    // Its page is served before a request gets here.
    graphiql: false,
    plugins: [
      useRequestRules(),
      ...(options.listed ? [useListedOperations(options.listed)] : []),
      ...useDocumentLimits(options.limits),
      useValidation(),
      useVariableDepth(),
      useDeferStream(),
      useWholeAnswers(),
      useExecution(),
      useAudit(),
      plan,
      useMutationCheck(options.schema),
      useFreshKeys(),
      useFinishedMutations(),
      useFivetranExtensions(estimateOf),
      useReadableErrors(mask),
      useSharedAnswers(),
      useOperationReport(),
      ...(options.introspection ? [] : [useClosedSchema()]),
      ...(options.plugins ?? []),
    ],
  });
}
