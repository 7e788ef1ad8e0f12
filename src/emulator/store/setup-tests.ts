import { presentedBy } from '../seed/certificates.ts';
import type { JsonObject, SetupTest } from './entities.ts';

/** What is tested: a connection, a destination or a log service. */
export interface Subject {
  readonly config: JsonObject;
  readonly auth?: JsonObject | undefined;
  /** Keys of config, or `auth`, that must be there. */
  readonly needs: readonly string[];
  /** Certificates that somebody trusts, by their hash. */
  readonly trusts: (hash: string) => boolean;
  /** Fails whatever the config says, as credentials do that were revoked at the source. */
  readonly revoked?: boolean;
}

const passed = (title: string): SetupTest => ({ title, status: 'PASSED', message: '' });
const failed = (title: string, message: string): SetupTest => ({ title, status: 'FAILED', message });
const skipped = (title: string): SetupTest => ({ title, status: 'SKIPPED', message: 'An earlier test failed' });

/**
 * The tests, which there is no source to run against: what they find is told by the config. A key that is needed is
 * missing; a host has `unreachable` or `self-signed` in its name; a secret is `wrong`.
 */
export function runTests(subject: Subject): readonly SetupTest[] {
  const { config, auth, needs } = subject;
  const missing = needs.filter((key) => isEmpty(key === 'auth' ? auth : config[key]));
  if (missing.length > 0)
    return [failed('Validate Configuration', `Missing: ${missing.join(', ')}`), skipped('Validate Login')];

  const host = hostOf(config);
  const results = [passed('Validate Configuration')];
  if (host !== undefined) {
    if (host.includes('unreachable')) {
      return [...results, failed('Connecting to host', `Connection to ${host} timed out`), skipped('Validate Login')];
    }
    results.push(passed('Connecting to host'));
    if (host.includes('self-signed')) {
      const presented = presentedBy(host);
      if (!subject.trusts(presented.hash)) {
        const test = failed('Validate Certificate', 'No trust anchors for this connection');
        return [...results, { ...test, details: [presented] }, skipped('Validate Login')];
      }
      results.push(passed('Validate Certificate'));
    }
  }
  const wrong = subject.revoked === true || [...Object.values(config), ...Object.values(auth ?? {})].includes('wrong');
  return [...results, wrong ? failed('Validate Login', 'Invalid login credentials.') : passed('Validate Login')];
}

export const allPassed = (tests: readonly SetupTest[]) =>
  tests.every(({ status }) => status !== 'FAILED' && status !== 'JOB_FAILED');

export function hostOf(config: JsonObject): string | undefined {
  return [config.host, config.server_host_name].find((value): value is string => typeof value === 'string');
}

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0);
