import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keepsShape } from '../support/keeps-shape.ts';
import { endpoints } from '../support/rest-to-graphql.ts';

describe('The schemas of Fivetran’s answers', async () => {
  const rows = (await endpoints()).filter(({ data }) => data !== null);

  it('are found', () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  // Answers are kept as they came: what a schema would change of them would be lost.
  it.each(rows.map(({ name, data }) => ({ name, data })))('only look at what came: $name', ({ data }) => {
    expect(data !== null && keepsShape(data)).toBe(true);
  });

  it('would be told apart if they changed anything', () => {
    const text = z.string();
    expect([text, z.array(text), z.object({ a: text.nullish() }), z.record(text, text)].map(keepsShape)).toEqual(
      new Array(4).fill(true),
    );
    const changing = [
      text.default(''),
      z.array(text.transform(Number)),
      z.object({ a: z.coerce.number() }),
      text.trim(),
    ];
    expect(changing.map(keepsShape)).toEqual(new Array(4).fill(false));
  });
});
