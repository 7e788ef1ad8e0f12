import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schemaReference } from '../../scripts/schema-reference.ts';
import { textOf } from '../support/repository.ts';

const reference = textOf('docs/schema-reference.md');

describe('The schema reference', () => {
  it('is what docs/schema-reference.md says (npm run schema)', () => {
    expect(reference).toBe(schemaReference(textOf('schema/schema.graphql')));
  });

  it('has a place for every type that it links to, and only one', () => {
    const headings = [...reference.matchAll(/^##+ (.+)/gm)].map(([, name = '']) => name.toLowerCase());
    expect(new Set(headings).size).toBe(headings.length);
    const targets = [...reference.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !headings.includes(target))).toEqual([]);
  });

  it('leaves out nothing', () => {
    const types = Object.values(buildSchema(textOf('schema/schema.graphql')).getTypeMap());
    const own = types.filter(
      ({ name }) => !/^(__|(Query|Mutation|Subscription|String|Int|Float|Boolean|ID)$)/.test(name),
    );
    expect(own.filter(({ name }) => !reference.includes(`\n### ${name}\n`))).toEqual([]);
  });

  it('gives arguments their defaults, and says of what is old what to use instead', () => {
    const text = schemaReference(`type Query {
      "All."
      groups("How many." first: Int = 100, "In which order." by: [Order!] = [NAME]): String
      "One." group: String @deprecated(reason: "Use groups.")
    }
    enum Order { NAME }`);
    expect(text).toContain(`- **\`groups\`** \`String\`: All.
  - **\`first\`** \`Int\` = \`100\`: How many.
  - **\`by\`** [\`[Order!]\`](#order) = \`[NAME]\`: In which order.
- **\`group\`** \`String\`: One. Deprecated: Use groups.`);
  });
});
