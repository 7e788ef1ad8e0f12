import type { OpenApiDocument, OperationObject } from './openapi-document.ts';

export interface Route {
  /** As the document has it: `GET`, `/v1/groups/{groupId}`. */
  readonly method: string;
  readonly template: string;
  readonly operation: OperationObject;
}

export interface Match {
  readonly route: Route;
  /** The path's parameters, still percent-encoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** Finds the operation of a path without its query; where two fit, the one with the earlier literal segment. */
export function createRouter(document: OpenApiDocument): (method: string, path: string) => Match | undefined {
  const routes = Object.entries(document.paths)
    .flatMap(([template, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        route: { method: method.toUpperCase(), template, operation },
        segments: template.split('/'),
        // Sorts a literal before a parameter at the first place where two templates differ.
        rank: template.replaceAll(/\{[^}]*\}/g, '\uffff'),
      })),
    )
    .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)));

  return (method, path) => {
    const given = path.split('/');
    const found = routes.find(
      ({ route, segments }) =>
        route.method === method &&
        segments.length === given.length &&
        segments.every((segment, index) => isParameter(segment) || segment === given[index]),
    );
    if (found === undefined) return undefined;
    const parameters = found.segments.flatMap((segment, index): [string, string][] =>
      isParameter(segment) ? [[segment.slice(1, -1), given[index] ?? '']] : [],
    );
    return { route: found.route, parameters: new Map(parameters) };
  };
}
