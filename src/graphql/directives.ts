import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';

const args = {
  if: {
    type: new GraphQLNonNull(GraphQLBoolean),
    defaultValue: true,
    description: 'Whether it applies.',
  },
  label: { type: GraphQLString, description: 'Comes back with each of its parts, to tell them apart.' },
};

/**
 * What lets an answer come in parts. The server would add both by itself; declared here they are in the printed schema,
 * for the tools that read it.
 */
export const incrementalDirectives = [
  new GraphQLDirective({
    name: 'defer',
    description: 'What it stands at may come later than the rest, for clients that accept an answer in parts.',
    locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
    args,
  }),
  new GraphQLDirective({
    name: 'stream',
    description: 'The items of a list may come one after the other, for clients that accept an answer in parts.',
    locations: [DirectiveLocation.FIELD],
    args: {
      ...args,
      initialCount: { type: GraphQLInt, defaultValue: 0, description: 'How many items come with the first part.' },
    },
  }),
];
