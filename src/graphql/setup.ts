import type { Notice as NoticeShape, SetupTest as SetupTestShape } from '../fivetran/wire.ts';
import { builder } from './builder.ts';
import { guarded } from './config-area.ts';
import { closedSet } from './enums.ts';

export const SetupState = closedSet('SetupState', 'Whether something is set up and works.', {
  incomplete: 'Never set up fully: its tests never passed.',
  connected: 'Its tests passed.',
  broken: 'It worked, and does not any more.',
});

export const NetworkingMethod = closedSet('NetworkingMethod', 'How Fivetran reaches a source or a destination.', {
  Directly: 'Over the internet.',
  SshTunnel: 'Through an SSH tunnel.',
  PrivateLink: 'Through a private link of the cloud provider.',
  ProxyAgent: "Through Fivetran's proxy agent.",
  UnmanagedProxyAgent: 'Through a proxy agent that you run.',
  Unknown: 'Fivetran cannot tell.',
});

const SetupTestStatus = closedSet('SetupTestStatus', 'How a setup test ended.', {
  PASSED: 'It passed.',
  SKIPPED: 'It was not run.',
  WARNING: 'It passed, with something to look at.',
  FAILED: 'It failed.',
  JOB_FAILED: 'It could not be run.',
});

export const SetupTest = builder.objectRef<SetupTestShape>('SetupTest').implement({
  description: 'One of the tests of a set-up, and how it ended.',
  fields: (t) => ({
    title: t.string({ description: 'What was tested.', resolve: (test) => test.title ?? null }),
    status: t.field({
      type: SetupTestStatus.type,
      description: 'How it ended.',
      resolve: (test) => SetupTestStatus.of(test.status),
    }),
    message: t.string({ description: "Fivetran's words on it.", resolve: (test) => test.message ?? null }),
    details: t.field({
      type: 'JSON',
      description: 'More on it, in whatever form the test gives. Granted apart, in the area `config`.',
      ...guarded({ resolve: (test: SetupTestShape) => test.details ?? null }),
    }),
  }),
});

/** Something the user must do (a task) or should know (a warning). */
const noticeFields = (name: string, description: string) =>
  builder.objectRef<NoticeShape>(name).implement({
    description,
    fields: (t) => ({
      code: t.string({ description: 'What it is, as a word.', resolve: (notice) => notice.code ?? null }),
      message: t.string({ description: "Fivetran's words on it.", resolve: (notice) => notice.message ?? null }),
      details: t.field({
        type: 'JSON',
        description: 'More on it, in whatever form it comes.',
        resolve: (notice) => notice.details ?? null,
      }),
    }),
  });

export const ConnectionTask = noticeFields('ConnectionTask', 'Something that somebody must do before it works again.');
export const ConnectionWarning = noticeFields('ConnectionWarning', 'Something that somebody should know.');
