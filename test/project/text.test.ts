import { describe, expect, it } from 'vitest';
import { files, textOf } from '../support/repository.ts';

/** What ties a text to the machine it was written on. */
const traces = [
  { of: 'a path of one machine', pattern: /(?<![\w.~/-])\/(?:work|home|root|Users|mnt|workspace)\/[\w.-]+/ },
  { of: 'a path of one machine', pattern: /\b[A-Z]:\\Users\\/i },
  { of: 'the host of a package registry', pattern: /\bregistry\.[\w-]+\.\w+|"resolved": "\w+:\/\// },
];

const tracesIn = (text: string) => traces.filter(({ pattern }) => pattern.test(text)).map(({ of }) => of);

describe('The text of the project', () => {
  it('names no machine and no registry', () => {
    const texts = files().filter((path) => !/\.(png|ico|woff2)$/.test(path));
    expect(texts.flatMap((path) => tracesIn(textOf(path)).map((of) => `${path}: ${of}`))).toEqual([]);
  });

  it.each([
    ['a path of one machine', ['see ', 'home', 'somebody', 'project'].join('/')],
    ['a path of one machine', ['"', 'work', 'main"'].join('/')],
    ['a path of one machine', ['c:', 'Users', 'somebody'].join('\\')],
    ['the host of a package registry', ['https://registry', 'example', 'org/zod'].join('.')],
    ['the host of a package registry', ['"resolved": "https:', '', 'packages.example.org/zod"'].join('/')],
  ])('would be caught with %s: %s', (of, text) => {
    expect(tracesIn(text)).toEqual([of]);
  });

  it('may speak of paths of the project and of URLs', () => {
    expect(tracesIn('src/work/x.ts, ./home/y, https://example.org/home/z, /v1/users/{userId}')).toEqual([]);
  });
});
