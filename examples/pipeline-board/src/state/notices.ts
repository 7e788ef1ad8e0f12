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

/** Tells what has happened: good news goes by itself, bad news stays until it was read. What stands there is not said again. */
export function notify(tone: Notice['tone'], text: string): void {
  if (notices.get().some((notice) => notice.text === text)) return;
  last += 1;
  const id = last;
  notices.set([...notices.get(), { id, tone, text }].slice(-MOST));
  if (tone === 'good') setTimeout(() => dismiss(id), GOOD_NEWS_MS);
}

export const dismiss = (id: number): void => notices.set(notices.get().filter((notice) => notice.id !== id));
