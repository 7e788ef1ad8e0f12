import { describe, expect, it } from 'vitest';
import { hammerGrants, hammerTenants } from '../security/tenants.ts';

describe('Callers who ask the same for half a minute', () => {
  it('with keys of two accounts are never given what is of the other', async () => {
    expect(await hammerTenants(30_000)).toBeGreaterThan(1_000);
  });

  it('with one key and different grants are never given what they may not see', async () => {
    expect(await hammerGrants(30_000)).toBeGreaterThan(1_000);
  });
});
