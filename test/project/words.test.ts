import { describe, expect, it } from 'vitest';
import { files, textOf } from '../support/repository.ts';

const words = textOf('cspell-words.txt').trimEnd().split('\n');

describe('The words that the spelling check knows besides its dictionaries', () => {
  it('are sorted, each once', () => {
    expect(words).toEqual([...new Set(words)].sort());
  });

  it('are all in use', () => {
    const text = files()
      .filter((path) => path !== 'cspell-words.txt' && path !== 'package-lock.json' && !path.endsWith('.png'))
      .map((path) => textOf(path).toLowerCase())
      .join('\n');
    expect(words.filter((word) => !text.includes(word.toLowerCase()))).toEqual([]);
  });
});
