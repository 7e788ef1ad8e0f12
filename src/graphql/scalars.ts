import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql';
import { builder } from './builder.ts';

// RFC 3339 with any number of fractional digits: Fivetran's REST has six, its webhooks three (fivetran-facts 6).
const dateTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function parseDateTime(value: unknown): string {
  if (typeof value === 'string' && dateTime.test(value)) return value;
  const came = typeof value === 'string' ? JSON.stringify(value) : typeof value;
  throw new GraphQLError(
    `A DateTime must be an RFC 3339 date and time such as "2026-05-22T00:06:08.638Z", got ${came}`,
  );
}

builder.scalarType('DateTime', {
  description:
    'A moment: an RFC 3339 date and time in UTC, as Fivetran writes it. Its microseconds are kept, so compare as text only among values of one field.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  // Upstream's text goes through as it is; to cut it to milliseconds would make two events of one moment.
  serialize: (value) => String(value),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

builder.scalarType('JSON', {
  description:
    'Any JSON value, for what has no shape of its own: settings that differ from service to service. Secrets in it stay masked as ******.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
