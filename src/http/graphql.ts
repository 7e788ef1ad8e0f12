import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { type GraphQLSchema, NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../graphql/builder.ts';
import { maskError } from '../graphql/errors.ts';
import { useFivetranExtensions } from './use-fivetran-extensions.ts';
import { useMutationCheck } from './use-mutation-check.ts';
import { useOperationReport } from './use-operation-report.ts';
import { usePlan } from './use-plan.ts';
import { useReadableErrors } from './use-readable-errors.ts';
import { useRequestRules } from './use-request-rules.ts';
import { useSharedAnswers } from './use-shared-answers.ts';
import { useWholeAnswers } from './use-whole-answers.ts';

export interface GraphqlOptions {
  readonly schema: GraphQLSchema;
  readonly context: (initial: never) => Context;
  readonly introspection: boolean;
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
    // Hosts, origins and headers are decided before a request gets here.
    cors: false,
    maskedErrors: { maskError: mask },
    // Its page is served before a request gets here.
    graphiql: false,
    plugins: [
      useRequestRules(),
      useDeferStream(),
      useWholeAnswers(),
      plan,
      useMutationCheck(options.schema),
      useFivetranExtensions(estimateOf),
      useReadableErrors(mask),
      useSharedAnswers(),
      useOperationReport(),
      ...(options.introspection ? [] : [withoutIntrospection]),
      ...(options.plugins ?? []),
    ],
  });
}

const withoutIntrospection: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(NoSchemaIntrospectionCustomRule);
  },
};
