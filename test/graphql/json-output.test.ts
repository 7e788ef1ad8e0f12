import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonOutput, type Piece } from '../../src/graphql/json-output.ts';

/** What is written, and in which way. */
type Step =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'taken back'; readonly steps: readonly Step[] }
  | { readonly kind: 'late'; readonly steps: readonly Step[] }
  | { readonly kind: 'replaced'; readonly steps: readonly Step[] };

// Some so long that the room must grow in the midst of whatever is going on.
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme-ascii' }),
  fc.tuple(fc.constantFrom('a', 'é', '"', '\ud800'), fc.constantFrom(150, 201, 30_000)).map(([of, n]) => of.repeat(n)),
);
const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('string' as const), text: texts }),
    fc.record({ kind: fc.constant('raw' as const), text: texts.map((text) => text.toWellFormed()) }),
    fc.record({
      kind: fc.constantFrom('taken back' as const, 'late' as const, 'replaced' as const),
      steps: tie('steps'),
    }),
  ) as fc.Arbitrary<Step>,
  steps: fc.array(tie('step'), { maxLength: 5 }),
}));

/** What must come of it. */
const textOf = (all: readonly Step[]): string =>
  all
    .map((step) => {
      if (step.kind === 'string') return JSON.stringify(step.text);
      if (step.kind === 'raw') return step.text;
      return step.kind === 'late' ? textOf(step.steps) : '-';
    })
    .join('');

function write(
  out: JsonOutput,
  all: readonly Step[],
  late: { readonly piece: Piece; readonly steps: readonly Step[] }[],
) {
  for (const step of all) {
    if (step.kind === 'string') out.string(step.text);
    else if (step.kind === 'raw') out.raw(Buffer.from(step.text));
    else if (step.kind === 'late') late.push({ piece: out.hole(), steps: step.steps });
    else {
      const mark = out.mark();
      write(out, step.steps, late);
      if (step.kind === 'replaced') out.since(mark).parts = [Buffer.from('-')];
      else {
        out.rewind(mark);
        out.raw(Buffer.from('-'));
      }
    }
  }
}

describe('An output', () => {
  it('is what was written, in its place, however late it came and whatever was taken back', () => {
    const check = (given: readonly Step[], order: readonly number[]) => {
      const out = new JsonOutput();
      const late: Parameters<typeof write>[2] = [];
      write(out, given, late);
      for (let turn = 0; late.length > 0; turn++) {
        const [next] = late.splice((order[turn % order.length] ?? 0) % late.length, 1);
        if (next !== undefined) out.fill(next.piece, () => write(out, next.steps, late));
      }
      expect(out.end().toString()).toBe(textOf(given));
    };
    fc.assert(fc.property(steps, fc.array(fc.nat(20), { minLength: 1 }), check), { numRuns: 500 });
  });

  it('is closed when it has ended: what comes later is not written, least of all into another one', () => {
    const first = new JsonOutput();
    first.string('first');
    const piece = first.hole();
    expect(first.end().toString()).toBe('"first"');
    const second = new JsonOutput();
    second.string('second');
    let asked = false;
    first.fill(piece, () => {
      asked = true;
      first.string('late');
    });
    expect(asked).toBe(false);
    expect(second.end().toString()).toBe('"second"');
  });

  it('leaves the others alone that are written at the same time', () => {
    const outs = Array.from({ length: 20 }, () => new JsonOutput());
    const holes = outs.map((out, i) => {
      out.string(`begun ${i}`);
      return out.hole();
    });
    for (const [i, out] of outs.entries()) out.fill(holes[i] as Piece, () => out.string('x'.repeat(i * 10_000)));
    expect(outs.map((out) => out.end().toString())).toEqual(
      outs.map((_, i) => `"begun ${i}"${JSON.stringify('x'.repeat(i * 10_000))}`),
    );
  });
});
