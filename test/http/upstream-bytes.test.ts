import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/emulator/emulator.ts';
import { expectNothingLeaked } from '../support/leaks.ts';
import { startRaw } from '../support/raw-upstream.ts';
import { until } from '../support/until.ts';

const QUERY = '{ groups { nodes { fivetranId name } } }';
const groups = (items: object[]) => `{"code":"Success","data":{"items":${JSON.stringify(items)}}}`;
const http = (body: string, headers = '') =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}\r\n${body}`;

describe('an upstream that does not keep to HTTP', () => {
  it('is given up when it sends its answer a byte at a time, for as long as it likes', async () => {
    const clock = new ManualClock();
    let drops = 0;
    const server = await startRaw(
      (line) => {
        line.write(http('', 'content-length: 100000\r\n'));
        const drip = () => {
          drops += 1;
          if (!line.destroyed) line.write(' ', () => setImmediate(drip));
        };
        drip();
      },
      { clock },
    );
    const asked = server.query(QUERY);
    await until(() => drops > 10);
    for (let second = 0; second < 30; second += 1) await clock.advance(1000);
    const answer = await asked;
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', reason: 'timeout' } }]);
    expectNothingLeaked(answer, `http://${server.upstream}`);
  });

  it.each<[string, string, string]>([
    ['nonsense', 'SSH-2.0-OpenSSH_9.6\r\n', 'hang-up'],
    ['an answer that ends too early', http('{"code":', 'content-length: 1000\r\n'), 'hang-up'],
    ['no answer', '', 'hang-up'],
  ])('%s', async (_, bytes, reason) => {
    const server = await startRaw((line) => line.end(bytes));
    const answer = await server.query(QUERY);
    expect(answer.errors).toMatchObject([{ path: ['groups'], extensions: { code: 'UPSTREAM_UNAVAILABLE', reason } }]);
    expectNothingLeaked(answer, `http://${server.upstream}`);
  });

  it.each([
    ['says how long its answer is', (body: string) => http(body, `content-length: ${body.length}\r\n`)],
    ['does not say how long its answer is', (body: string) => http(body, 'connection: close\r\n')],
  ])('%s: it is not read beyond the largest answer', async (_, answerOf) => {
    const items = Array.from({ length: 100 }, (_, at) => ({ id: `group_${at}`, name: 'x'.repeat(100) }));
    const raw = (line: { end(text: string): unknown }) => line.end(answerOf(groups(items)));
    const server = await startRaw(raw, { maxAnswerBytes: 5_000 });
    const answer = await server.query(QUERY);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', reason: 'too-large' } }]);
    expect(server.requests).toHaveLength(1);
    const enough = await startRaw(raw, { maxAnswerBytes: 50_000 });
    expect((await enough.query(QUERY)).data.groups.nodes).toHaveLength(100);
  });

  it('is never followed to where it redirects, nor told the key there', async () => {
    const elsewhere = await startRaw((line) => line.end(http(groups([]))));
    const server = await startRaw((line) =>
      line.end(
        `HTTP/1.1 307 Temporary Redirect\r\nlocation: http://${elsewhere.upstream}/v1/groups\r\ncontent-length: 0\r\n\r\n`,
      ),
    );
    const answer = await server.query(QUERY);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', fivetran: { status: 307 } } }]);
    expect([server.requests.length, elsewhere.requests]).toEqual([1, []]);
    expectNothingLeaked(answer, `http://${elsewhere.upstream}`);
  });

  it('may answer 204, or be told something first', async () => {
    const empty = await startRaw((line) => line.end('HTTP/1.1 204 No Content\r\n\r\n'));
    expect((await empty.query(QUERY)).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    const hints = await startRaw((line) =>
      line.end(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${http(groups([{ id: 'a' }]), 'connection: close\r\n')}`),
    );
    expect((await hints.query(QUERY)).data.groups.nodes).toEqual([{ fivetranId: 'a', name: null }]);
  });
});
