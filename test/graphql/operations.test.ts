import { describe, expect, it } from 'vitest';
import { files, textOf } from '../support/repository.ts';
import { startServer } from '../support/server.ts';

const examples = files().filter((path) => path.startsWith('schema/operations/'));
const isSubscription = (path: string): boolean => /^subscription\b/m.test(textOf(path));
const operations = examples.filter((path) => !isSubscription(path));

/** What the comment on top says that an operation costs on the demo account while nothing is cached. */
function costSaidBy(text: string): { calls: number; exactly: boolean } {
  const said = text.match(/^(?:#.*\n)*# Costs (at most )?(\d+) calls?\b/);
  if (said === null) throw new Error("expected a comment on top with 'Costs N calls' or 'Costs at most N calls'");
  return { calls: Number(said[2]), exactly: said[1] === undefined };
}

describe('The example operations, on the demo account', () => {
  it.each(operations)('%s answers without an error, and costs what it says', async (path) => {
    const text = textOf(path);
    const server = await startServer({ emulator: { size: 'demo' } });
    const { status, errors, data, extensions } = await server.query(text);
    expect({ status, errors }).toEqual({ status: 200 });
    for (const answer of Object.values(data)) expect(answer).toSatisfy(isFound);

    const { calls } = extensions.fivetran;
    const said = costSaidBy(text);
    expect(server.calls()).toHaveLength(calls);
    if (said.exactly) expect(calls).toBe(said.calls);
    else expect(calls).toBeLessThanOrEqual(said.calls);
  });
});

describe('The example subscriptions, on the demo account', () => {
  it.each(examples.filter(isSubscription))('%s tells of a sync, and costs what it says', async (path) => {
    const server = await startServer({ webhooks: true, emulator: { size: 'demo', schedules: false } });
    const { account } = server.emulator;
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: textOf(path) }),
    });
    const chunks = response.body?.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
    const running = account.connections.list().find(({ status }) => status.sync_state === 'syncing')?.id ?? '';
    let text = '';
    for await (const chunk of chunks) {
      text += chunk;
      if (/^data: .*\n\n/m.test(text)) break;
      if (server.app.listeners() > 0) account.finishSync(running);
    }
    const { data, errors } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '');
    expect({ errors, data }).toEqual({ data: { connectionEvents: expect.objectContaining({ type: 'SYNC_END' }) } });
    expect(server.calls()).toHaveLength(costSaidBy(textOf(path)).calls);
  });
});

/** Whether a root field has shown something: a thing, or a list of some. */
function isFound(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.length > 0 && answer.every(isFound);
  if (typeof answer !== 'object' || answer === null) return false;
  const { nodes, edges } = answer as { nodes?: unknown; edges?: unknown };
  return nodes === undefined && edges === undefined ? true : isFound(nodes ?? edges);
}
