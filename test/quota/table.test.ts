import { describe, expect, it } from 'vitest';
import { planOfLimit, poolSet, WINDOW_NAMES, windowCounts } from '../../src/fivetran/quota-table.ts';

const windowsOf = (...pools: Parameters<typeof poolSet>[0]) =>
  WINDOW_NAMES.filter((name) => windowCounts(name, poolSet(pools)));

describe('The windows that count a call', () => {
  it.each([
    { pools: [], windows: ['requestsHour'] },
    {
      pools: ['sourceInteraction'],
      windows: ['requestsHour', 'sourceInteractionMinute', 'sourceInteractionHour'],
    },
    {
      pools: ['setupTests'],
      windows: [
        'requestsHour',
        'setupTestsMinute',
        'setupTestsHour',
        'sourceInteractionMinute',
        'sourceInteractionHour',
      ],
    },
    { pools: ['requests', 'userCreation'], windows: ['requestsHour', 'userCreationHour'] },
    { pools: ['connectionCreation'], windows: ['requestsHour', 'connectionCreationHour'] },
  ] as const)('are $windows for $pools', ({ pools, windows }) => {
    expect(windowsOf(...pools)).toEqual(windows);
  });
});

describe('The plan that a limit tells', () => {
  it('is known for the two figures of the table', () => {
    expect([500, 20_000, 5000].map(planOfLimit)).toEqual(['trial', 'paid', undefined]);
  });
});
