import { describe, expect, it } from 'vitest';
import { changelog, release } from '../../scripts/schema-changelog.ts';
import { textOf } from '../support/repository.ts';

const RELEASED = `
  type Query { groups(first: Int): [Group!] viewer: String! }
  type Group { name: String size: Int }
  enum Color { RED GREEN }
`;

const EMPTY = '# Changes\n\n## Unreleased\n\nNothing has changed.\n\n## 0.1.0\n\nThe first version.\n';

/** The released schema with pieces of it replaced, and what the changelog says of it. */
function changed(replacements: Readonly<Record<string, string>>, written = EMPTY) {
  const present = Object.entries(replacements).reduce((text, [old, now]) => text.replace(old, now), RELEASED);
  return changelog(RELEASED, present, written);
}

describe('The changelog of the schema', () => {
  it('is up to date, and every breaking change in it is declared (npm run schema)', async () => {
    const written = textOf('schema/CHANGELOG.md');
    const { text, undeclared } = await changelog(
      textOf('schema/released.graphql'),
      textOf('schema/schema.graphql'),
      written,
    );
    expect(undeclared).toEqual([]);
    expect(written).toBe(text);
  });

  it('says so where nothing has changed, and leaves what was released', async () => {
    expect(await changed({})).toEqual({ text: EMPTY, undeclared: [] });
  });

  it('tells what breaks clients from what may surprise them and from what does neither', async () => {
    const { text } = await changed({
      ' size: Int': '',
      GREEN: 'GREEN BLUE',
      'viewer: String!': 'viewer: String! users: [User!]',
      'enum Color': 'type User { email: String } enum Color',
    });
    expect(text.slice(text.indexOf('## Unreleased'), text.indexOf('## 0.1.0'))).toBe(`## Unreleased

### Breaking

- Field \`size\` was removed from object type \`Group\`

### Dangerous

- Enum value \`BLUE\` was added to enum \`Color\`

### Safe

- Field \`users\` was added to object type \`Query\`
- Type \`User\` was added

`);
  });

  it.each([
    ['a field that is gone', { ' size: Int': '' }],
    ['a field that may be null now', { 'viewer: String!': 'viewer: String' }],
    ['a field of another type', { 'name: String': 'name: Int' }],
    ['an argument that is gone', { '(first: Int)': '' }],
    ['an argument that is required now', { 'first: Int': 'first: Int!' }],
    ['a value of an enum that is gone', { GREEN: '' }],
    ['a type that is gone', { 'enum Color { RED GREEN }': '' }],
  ])('does not pass %s', async (_, replacements) => {
    expect((await changed(replacements)).undeclared).toHaveLength(1);
  });

  it('passes a breaking change that is declared, and keeps the words', async () => {
    const { text, undeclared } = await changed({ ' size: Int': '' });
    expect(undeclared).toEqual(['Field `size` was removed from object type `Group`']);
    const declared = text.replace(
      'type `Group`\n',
      'type `Group`\n  Count the nodes instead.\n  They are all there.\n',
    );
    expect(await changed({ ' size: Int': '' }, declared)).toEqual({ text: declared, undeclared: [] });
  });

  it('does not pass a second breaking change for the words of a first', async () => {
    const { text } = await changed({ ' size: Int': '' });
    const declared = text.replace('type `Group`\n', 'type `Group`\n  Count the nodes instead.\n');
    const both = await changed({ ' size: Int': '', GREEN: '' }, declared);
    expect(both.undeclared).toEqual(['Enum value `GREEN` was removed from enum `Color`']);
    expect(both.text).toContain('Count the nodes instead.');
  });

  it('begins anew after a release', async () => {
    const { text } = await changed({ GREEN: 'GREEN BLUE' });
    const next = release(text, '0.2.0');
    expect(next.match(/^## .+/gm)).toEqual(['## Unreleased', '## 0.2.0', '## 0.1.0']);
    const present = RELEASED.replace('GREEN', 'GREEN BLUE');
    expect(await changelog(present, present, next)).toEqual({ text: next, undeclared: [] });
  });
});
