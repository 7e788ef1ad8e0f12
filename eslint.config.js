import graphql from '@graphql-eslint/eslint-plugin';

const { rules: relay } = graphql.configs['flat/schema-relay'];
const { rules: recommended } = graphql.configs['flat/schema-recommended'];
const { rules: operations } = graphql.configs['flat/operations-recommended'];

const schema = 'schema/schema.graphql';
const examples = 'schema/operations/*.graphql';

const parsedBy = (graphQLConfig) => ({
  languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig } },
  plugins: { '@graphql-eslint': graphql },
});

/** Biome lints the code; this lints the schema that users see, and the example operations against it. */
export default [
  {
    ...parsedBy({ schema }),
    files: [schema],
    rules: {
      ...recommended,
      ...relay,
      // Fivetran's lists are walked forward only.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // A list of scalars or of plain objects needs no edges.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
      // Edges, payloads and values have no identity.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
  {
    ...parsedBy({ schema, documents: examples }),
    files: [examples],
    rules: {
      ...operations,
      // The examples show how deep one query goes, and select what they show.
      '@graphql-eslint/selection-set-depth': 'off',
      '@graphql-eslint/require-selections': 'off',
    },
  },
];
