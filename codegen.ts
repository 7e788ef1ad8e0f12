import type { CodegenConfig } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';

/**
 * Writes the example operations as typed documents, which clients of any kind take: Apollo Client, urql, graphql-request.
 * The published package has them as `fivetran-graphql/operations`.
 */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: 'schema/operations/*.graphql',
  generates: {
    'schema/generated/': {
      preset: {
        ...preset,
        // The preset's other files serve operations that stand in code. These stand in files.
        buildGeneratesSection: async (options) => {
          const sections = await preset.buildGeneratesSection(options);
          return sections
            .filter(({ filename }) => filename.endsWith('/graphql.ts'))
            .map((section) => ({ ...section, filename: 'schema/generated/operations.ts' }));
        },
      },
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTime: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
