import type { Write } from '../fivetran/endpoint.ts';
import { builder } from './builder.ts';

/** Parts of a body that may hold secrets: nothing in them is shown. */
const SECRET = new Set(['config', 'auth', 'secret', 'external_secrets_keys_config']);

/** What stands in the place of each value that may be a secret. */
const REDACTED = '[redacted]';

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redact(inner)]));
}

/**
 * A body as it may be shown.
 * @param extra names that came in `extra`, of which nothing is known
 */
function redacted(body: object, extra: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      SECRET.has(name) || extra.includes(name) ? redact(value) : value,
    ]),
  );
}

/** A call that would be made, and which parts of its body came in `extra`. */
export interface Draft {
  readonly write: Write<unknown>;
  readonly extra: readonly string[];
}

export const RestRequest = builder.objectRef<Draft>('RestRequest').implement({
  description: 'A call of the REST API that would be made. Every value that may be a secret is redacted.',
  fields: (t) => ({
    method: t.string({
      nullable: false,
      description: 'The HTTP method.',
      resolve: ({ write }) => write.endpoint.method,
    }),
    path: t.string({ nullable: false, description: 'The path.', resolve: ({ write }) => write.target }),
    body: t.field({
      type: 'JSON',
      description: 'The body; null for a call without one.',
      resolve: ({ write, extra }) => (write.body === undefined ? null : redacted(write.body, extra)),
    }),
  }),
});
