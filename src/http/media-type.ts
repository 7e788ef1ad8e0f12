const TYPES = ['application/json', 'application/graphql-response+json'] as const;

/** What an answer in one piece comes as. */
export type MediaType = (typeof TYPES)[number];

/**
 * The media type of an answer in one piece, by the request's `Accept`: the first in it that this server has (GraphQL over
 * HTTP, 6.1). Weights are not looked at, as Yoga does not.
 * @returns undefined where the client takes none of them
 */
export function mediaTypeOf(accept = '*/*'): MediaType | undefined {
  if (accept === 'application/json') return accept;
  for (const range of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...params] = range.split(';');
    if (params.some((param) => param.includes('charset=') && param !== 'charset=utf-8')) continue;
    const found = TYPES.find((own) => type === own || type === '*/*' || type === 'application/*');
    if (found !== undefined) return found;
  }
  return undefined;
}
