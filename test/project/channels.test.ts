import { describe, expect, it } from 'vitest';
import { files, textOf } from '../support/repository.ts';

/** Whether a text listens to a diagnostics channel; anybody may publish to one. */
const listens = (text: string) => /\bdiagnostics_channel\b/.test(text) && /\b(subscribe|bindStore)\b/.test(text);

describe('Diagnostics channels', () => {
  it('are listened to by telemetry alone', () => {
    const elsewhere = files().filter((path) => /^src\/(?!telemetry\/)/.test(path));
    expect(elsewhere.filter((path) => listens(textOf(path)))).toEqual([]);
  });

  it.each([
    "import { subscribe } from 'node:diagnostics_channel';",
    "import { channel } from 'node:diagnostics_channel'; channel('x').subscribe(f);",
    "import { tracingChannel } from 'node:diagnostics_channel'; tracingChannel('x').start.bindStore(store);",
  ])('would be found listened to by: %s', (text) => {
    expect(listens(text)).toBe(true);
  });

  it('may be published to', () => {
    const text = "import { channel } from 'node:diagnostics_channel'; if (c.hasSubscribers) c.publish({});";
    expect(listens(text)).toBe(false);
  });
});
