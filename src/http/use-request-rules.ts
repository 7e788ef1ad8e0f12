import { createGraphQLError, type Plugin } from 'graphql-yoga';

/**
 * What an operation may come as: a JSON body, since a page of another site can send anything else without asking first;
 * or an address, which any page can make a browser ask for, so not with a cookie and not from another origin.
 */
export function useRequestRules(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      const { method, headers } = request;
      if (method === 'POST' && !isJson(headers.get('content-type'))) {
        throw refused(415, `Content-Type must be application/json, got ${headers.get('content-type') ?? 'none'}`);
      }
      if (method !== 'GET' || requestParser === undefined) return;
      if (headers.has('cookie')) throw refused(403, 'A query in an address must come without cookies; POST it');
      const site = headers.get('sec-fetch-site');
      if (site !== null && site !== 'none' && site !== 'same-origin') {
        throw refused(403, 'A query in an address must come from this origin; POST it');
      }
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch {
          throw refused(400, 'The parameters "variables" and "extensions" must be JSON');
        }
      });
    },
  };
}

const isJson = (type: string | null): boolean => /^application\/(graphql\+)?json\s*(;|$)/.test(type ?? '');

function refused(status: 400 | 403 | 415, message: string): Error {
  const code = status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT';
  return createGraphQLError(message, { extensions: { code, http: { status } } });
}
