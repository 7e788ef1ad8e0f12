import { expect } from 'vitest';
import { type Config, ConfigError, readConfig } from '../../src/config.ts';

export type Environment = Readonly<Record<string, string>>;

/** A key that nobody has. */
export const KEY = { FIVETRAN_API_KEY: 'the-key', FIVETRAN_API_SECRET: 'the-secret' };

/** The settings, or all that is wrong with them, and what was warned of. */
export function readSettings(environment: Environment): {
  config?: Config;
  problems: readonly string[];
  warnings: string[];
} {
  const warnings: string[] = [];
  try {
    return { config: readConfig(environment, (message) => warnings.push(message)), problems: [], warnings };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.message).toBe(
      `The settings cannot be used:\n${error.problems.map((each) => `  - ${each}`).join('\n')}`,
    );
    for (const value of Object.values(environment)) {
      // What was set could be a secret in the wrong place. Words that messages are made of anyway are none.
      if (value.length > 5 && !/emulator|passthrough|production/.test(value))
        expect(error.message).not.toContain(value);
    }
    return { problems: error.problems, warnings };
  }
}
