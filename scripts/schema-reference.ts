import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  astFromValue,
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  print,
} from 'graphql';

interface Field {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
  readonly args: readonly GraphQLArgument[];
  readonly type: GraphQLOutputType;
}

/** The text of `docs/schema-reference.md`: every type, field, argument and value of a schema, with its description. */
export function schemaReference(sdl: string): string {
  const schema = buildSchema(sdl);
  const types = Object.values(schema.getTypeMap()).filter(
    ({ name }) => !name.startsWith('__') && !isRoot(schema, name),
  );
  const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return `<!-- Written by npm run docs:schema. -->

# Schema reference

Everything in \`schema/schema.graphql\`, in the words of its descriptions. What costs calls of Fivetran's API says so; what
does not say so comes with what was read anyway. [rest-to-graphql.md](rest-to-graphql.md) says which calls these are.

${[
  chapter('Queries', [fieldsOf(schema.getQueryType())]),
  chapter('Mutations', [fieldsOf(schema.getMutationType())]),
  chapter('Subscriptions', [fieldsOf(schema.getSubscriptionType())]),
  chapter('Types', types.filter((type) => isObjectType(type) || isInterfaceType(type)).map(section)),
  chapter('Inputs', types.filter(isInputObjectType).map(section)),
  chapter('Enums', types.filter(isEnumType).map(section)),
  chapter('Scalars', scalars.map(section)),
  chapter('Directives', [
    directives.map(({ name, description, args }) => item(`@${name}`, '', description, args)).join('\n'),
  ]),
].join('\n\n')}
`;
}

const isRoot = (schema: GraphQLSchema, name: string): boolean =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some((root) => root?.name === name);

const chapter = (title: string, parts: readonly string[]): string => [`## ${title}`, ...parts].join('\n\n');

function section(type: GraphQLNamedType): string {
  const traits = [...inherited(type), ...(isInputObjectType(type) && type.isOneOf ? ['Exactly one of these.'] : [])];
  const body = [oneLine(type.description), ...traits, fieldsOf(type)].filter((part) => part !== '');
  return [`### ${type.name}`, ...body].join('\n\n');
}

const inherited = (type: GraphQLNamedType): string[] =>
  isObjectType(type) && type.getInterfaces().length > 0
    ? [`Is a ${type.getInterfaces().map(linked).join(' and a ')}.`]
    : [];

function fieldsOf(type: GraphQLNamedType | null | undefined): string {
  if (isEnumType(type)) return type.getValues().map(valueItem).join('\n');
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(inputItem).join('\n');
  if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields()).map(fieldItem).join('\n');
  return '';
}

const fieldItem = ({ name, description, deprecationReason, args, type }: Field): string =>
  item(name, linked(type), deprecationReason ? `${description} Deprecated: ${deprecationReason}` : description, args);

const inputItem = (field: GraphQLArgument | GraphQLInputField): string =>
  item(field.name, `${linked(field.type)}${initially(field)}`, field.description);

const valueItem = ({ name, description }: { name: string; description?: string | null | undefined }): string =>
  item(name, '', description);

function item(name: string, type: string, description?: string | null, args: readonly GraphQLArgument[] = []): string {
  const head = `- **\`${name}\`**${type && ` ${type}`}: ${oneLine(description)}`;
  return [head, ...args.map((argument) => `  ${inputItem(argument)}`)].join('\n');
}

/** A default, as it is written in an operation. */
function initially({ type, defaultValue }: GraphQLArgument | GraphQLInputField): string {
  const value = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return value ? ` = \`${print(value)}\`` : '';
}

/** A type as it is written, with a link to what it is made of. */
function linked(type: GraphQLType): string {
  const named = getNamedType(type);
  return isSpecifiedScalarType(named) ? `\`${type}\`` : `[\`${type}\`](#${named.name.toLowerCase()})`;
}

const oneLine = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ');

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const sdl = readFileSync(join(root, 'schema/schema.graphql'), 'utf8');
  writeFileSync(join(root, 'docs/schema-reference.md'), schemaReference(sdl));
}
