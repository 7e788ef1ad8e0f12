import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readJson } from '../../src/fivetran/read-json.ts';

/** From here on V8 gives a string pages of its own. */
const LARGE = 128 * 1024;

/** What looks as if an item began there, and what else makes a text hard to cut. */
const traps = ['},{"id":', '\\"},{"id":', '}]}', '"items":[', 'é', '字', '🙂', '\\', '\n'];
const text = fc.array(fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary' })), { maxLength: 20 });
const field = text.map((parts) => parts.join(''));
const inner = fc.record({ id: field, code: field });
const item = fc.record({ id: field, schema: field, tasks: fc.array(inner, { maxLength: 3 }), of: fc.option(inner) });

/** As Fivetran answers with items, and enough of them to be cut. */
const answerOf = (items: readonly unknown[], message: string, rest: object) =>
  Buffer.from(JSON.stringify({ code: 'Success', message, data: { items, ...rest } }));

/** So many bytes, and a bit more, of items that repeat. */
const filled = (items: readonly unknown[], bytes: number) => {
  const length = Buffer.byteLength(JSON.stringify(items));
  return Array.from({ length: Math.ceil(bytes / length) }, () => items).flat();
};

describe('A long answer', () => {
  it('is read as JSON.parse reads it, whatever stands in its items', () => {
    const items = fc.array(item, { minLength: 1, maxLength: 8 });
    const rest = fc.constantFrom({}, { next_cursor: 'eyJza2lwIjoxMDB9' }, { next_cursor: null, total: 3 });
    fc.assert(
      fc.property(items, field, rest, fc.integer({ min: 1, max: 400_000 }), (some, message, more, bytes) => {
        const body = answerOf(filled(some, bytes), message, more);
        expect(readJson(body)).toEqual(JSON.parse(body.toString()));
      }),
      { numRuns: 100 },
    );
  });

  it('is never one large string where it is a list as Fivetran writes it', () => {
    const items = Array.from({ length: 1000 }, (_, n) => ({ id: `id_${n}`, schema: 'a_schema'.repeat(60), n }));
    const body = answerOf(items, 'Operation performed.', { next_cursor: 'abc' });
    expect(body.length).toBeGreaterThan(3 * LARGE);
    const parse = vi.spyOn(JSON, 'parse');
    const read = readJson(body);
    const lengths = parse.mock.calls.map(([piece]) => piece.length);
    parse.mockRestore();
    expect(lengths.filter((length) => length >= LARGE / 2)).toEqual([]);
    expect(lengths.length).toBeLessThan(12);
    expect(read).toEqual(JSON.parse(body.toString()));
    expect(Object.keys(read as object)).toEqual(['code', 'message', 'data']);
  });

  it.each([
    ['spaces', (body: string) => JSON.stringify(JSON.parse(body), null, 1)],
    ['items that are no objects', () => JSON.stringify({ data: { items: Array.from({ length: 50_000 }, String) } })],
    ['one item that fills it', () => JSON.stringify({ data: { items: [{ id: 'x'.repeat(2 * LARGE) }] } })],
    ['no list', () => JSON.stringify({ code: 'Success', data: { schemas: { name: 'x'.repeat(2 * LARGE) } } })],
    ['a list that is not the data’s', (body: string) => body.replace('"data"', '"details"')],
  ])('with %s is read too', (_, change) => {
    const items = filled([{ id: 'one', schema: 'a' }], 2 * LARGE);
    const body = change(answerOf(items, 'ok', {}).toString());
    expect(readJson(Buffer.from(body))).toEqual(JSON.parse(body));
  });

  it('that is cut off is no JSON, wherever that is', () => {
    const body = answerOf(filled([{ id: 'one', tasks: [{ id: 'two' }] }], 2 * LARGE), 'ok', {});
    fc.assert(
      fc.property(fc.integer({ min: 0, max: body.length - 1 }), (length) => {
        expect(() => readJson(body.subarray(0, length))).toThrow(SyntaxError);
      }),
      { numRuns: 50 },
    );
  });
});
