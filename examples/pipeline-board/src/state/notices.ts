import { observable } from './observable.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const MOST = 3;
const GOOD_NEWS_MS = 6_000;

export const notices = observable<readonly Notice[]>([]);

let last = 0;

/** Tells what has happened: good news goes by itself, bad news stays until it was read. The same is said once. */
export function notify(tone: Notice['tone'], text: string): void {
  last += 1;
  const id = last;
  const others = notices.get().filter((notice) => notice.text !== text);
  notices.set([...others, { id, tone, text }].slice(-MOST));
  if (tone === 'good') setTimeout(() => dismiss(id), GOOD_NEWS_MS);
}

export const dismiss = (id: number): void => notices.set(notices.get().filter((notice) => notice.id !== id));
