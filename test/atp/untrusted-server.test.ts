import { ToolferryError } from 'toolferry';
import { type ATPSession, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { startATPServer } from '../peers/atp/start-server.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { alteredFetch } from './altered-fetch.ts';

const server = useATPServer();

describe('options of an LLM call', () => {
  const own = { context: { a: 1 }, model: 'm', temperature: 0.5, maxTokens: 9, systemPrompt: 's' };
  const foreign = {
    apiKey: 'k',
    baseURL: 'http://evil',
    headers: { a: 'b' },
    signal: 'x',
    fetch: 'x',
    ['__proto__']: { apiKey: 'k' },
  };
  test.each([
    ['call', { prompt: 'x' }],
    ['extract', { prompt: 'x', schema: {} }],
    ['classify', { text: 'x', categories: ['x'] }],
  ])("llm.%s gets ATP's own options, and nothing else of the server's", async (operation, args) => {
    const seen: unknown[] = [];
    const keep = (...received: unknown[]) => {
      seen.push(received.at(-1));
      return 'x';
    };
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      llm: { call: keep, extract: keep, classify: keep },
      fetch: alteredFetch(
        /execute/,
        (answer) => {
          const payload = { ...args, options: { ...own, ...foreign }, sequenceNumber: 0 };
          return { ...answer, needsCallback: { type: 'llm', operation, payload } };
        },
        1,
      ),
    });
    await atp.execute(`return await atp.llm.call({ prompt: 'x' })`);
    expect(seen).toEqual([{ ...own, signal: expect.any(AbortSignal) }]);
  });

  test('options of another type than ATP gives them are omitted', async () => {
    let seen: object | undefined;
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      llm: {
        call: (_prompt, options) => {
          seen = options;
          return 'x';
        },
      },
    });
    await atp.execute(
      `return await atp.llm.call({ prompt: 'x', model: {}, temperature: '1', maxTokens: [], systemPrompt: 1, context: [] })`,
    );
    expect(Object.keys(seen ?? {})).toEqual(['signal']);
  });
});

test.each(['denied', 'unauthorized', 'call_conflict', 'toString', 'paused ', '', 'x'.repeat(100_000)])(
  'a status that ATP does not define (%#) rejects with failed and a short message',
  async (status) => {
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      fetch: alteredFetch(/execute/, (answer) => ({ ...answer, status })),
    });
    const error = await atp.execute('return 1').catch((reason: unknown) => reason);
    expect(ToolferryError.isInstance(error) && error.code).toBe('failed');
    expect(JSON.stringify([String(error), (error as ToolferryError).data]).length).toBeLessThan(1000);
  },
);

describe('a 403 for code', () => {
  test.each([
    ['is sent once if the session still exists', false, 1],
    ['is sent again in a new session if the server does not know the session', true, 2],
  ])('code that is answered with 403 %s', async (_name, isGone, times) => {
    let sent = 0;
    const guarded = await startATPServer({
      intercept: (request, response) => {
        if (request.url !== '/api/execute') return false;
        sent += 1;
        if (isGone) return false;
        response.writeHead(403).end('{"error":"not from here"}');
        return true;
      },
    });
    const atp = await connectATP({ baseUrl: guarded.baseUrl });
    if (isGone) await guarded.server.sessionManager?.revokeClient(atp.session.clientId);
    const outcome = await atp.execute('return 1').catch((error: unknown) => error);
    await guarded.stop();
    expect(sent).toBe(times);
    expect(outcome).toMatchObject(isGone ? { result: 1 } : { code: 'forbidden' });
  });
});

describe('the expiry of a session', () => {
  const inSeconds = Math.round(Date.now() / 1000) + 3600;
  test.each(['soon', null, {}, true, '2030-01-01', 0, -1, inSeconds, Date.now() + 1000])(
    'an expiresAt of %j tells nothing, and one session serves all',
    async (expiresAt) => {
      let sessions = 0;
      const atp = await connectATP({
        baseUrl: server.baseUrl,
        fetch: alteredFetch(/init/, (answer) => {
          sessions += 1;
          return { ...answer, expiresAt };
        }),
      });
      await atp.execute('return 1');
      await atp.execute('return 2');
      expect(sessions).toBe(1);
    },
  );

  test.each(['', 'half of a\ttoken', '\u00e9'])('a refreshed token of %j is ignored', async (token) => {
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        const headers = new Headers(response.headers);
        if (String(input).includes('execute')) headers.set('x-atp-token', token);
        return new Response(response.body, { headers });
      },
    });
    await atp.execute('return 1');
    expect((await atp.execute('return 2')).result).toBe(2);
  });

  test('a stored session with an unknown expiry is used again', async () => {
    const first = await connectATP({
      baseUrl: server.baseUrl,
      fetch: alteredFetch(/init/, (answer) => ({ ...answer, expiresAt: undefined })),
    });
    const session = JSON.parse(JSON.stringify(first.session)) as ATPSession;
    const second = await connectATP({ baseUrl: server.baseUrl, session });
    expect(second.session.clientId).toBe(session.clientId);
  });
});
