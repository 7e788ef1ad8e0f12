import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { TestRunner } from 'vitest';

/**
 * What some tests need besides Node. Each `require…` gives a path, and may be called in a test or in `beforeEach`.
 * Where the thing is missing, the test is skipped and says why; with `CI` set it fails, so that no skip goes unseen there.
 */
interface Requirement {
  readonly what: string;
  /** Where a path of one's own is named. */
  readonly variable: string;
  readonly candidates: readonly string[];
}

/**
 * The path of a Chromium that playwright-core can start.
 *
 * @public
 */
export function requireChromium(): string {
  return locate({
    what: 'Chromium',
    variable: 'CHROMIUM',
    candidates: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].flatMap(onPath),
  });
}

/**
 * The path of a `redis-server` program.
 *
 * @public
 */
export function requireRedis(): string {
  return locate({ what: 'redis-server', variable: 'REDIS_SERVER', candidates: onPath('redis-server') });
}

/** The path of Fivetran's official OpenAPI document, which is not part of the project. */
export function requireOpenApi(): string {
  return locate({
    what: "Fivetran's OpenAPI document",
    variable: 'FIVETRAN_OPENAPI',
    candidates: [resolve(import.meta.dirname, '../../../shared/data/fivetran-openapi.json')],
  });
}

/**
 * Exported for its own test.
 *
 * @param environment where `CI` and the requirement's variable are looked up
 * @param skip how the running test is skipped
 */
export function locate(requirement: Requirement, environment = process.env, skip = skipCurrentTest): string {
  const { what, variable, candidates } = requirement;
  const named = environment[variable];
  const found = (named === undefined ? candidates : [named]).find((path) => existsSync(path));
  if (found !== undefined) return found;

  const why = named === undefined ? `not found, set ${variable} to its path` : `${variable} names no file`;
  const missing = `needs ${what}: ${why}`;
  if (environment.CI) throw new Error(missing);
  return skip(missing);
}

function skipCurrentTest(reason: string): never {
  const test = TestRunner.getCurrentTest();
  if (!test) throw new Error(`${reason} (and to be skipped, ask for it in a test or in beforeEach)`);
  process.stderr.write(`skipped: ${test.name}: ${reason}\n`);
  return test.context.skip(reason);
}

function onPath(program: string): string[] {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
}
