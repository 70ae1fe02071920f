import { type RunEvent, ToolferryError } from 'toolferry';
import { type ATPSession, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { alteredFetch } from './altered-fetch.ts';

const server = useATPServer();

const key = 'key-4f9a1c7e';
const headers = { 'X-Api-Key': key, Authorization: `Bearer own-${key}`, Cookie: `theme=dark; session=cookie-${key}` };

/** Everything that a person, a model or a log could see of what happened. */
const visible = (...values: unknown[]) =>
  values.map((value) => `${value} ${JSON.stringify(value)} ${JSON.stringify((value as ToolferryError)?.data)}`).join();

describe('secrets in the texts of a server', () => {
  test.each(['info', 'init', 'execute'])(
    'an error of /api/%s that repeats the headers of the request has no secret in it',
    async (path) => {
      const fail = async (input: unknown, init?: RequestInit) => {
        if (!String(input).includes(path)) return fetch(String(input), init);
        const sent = JSON.stringify(Object.fromEntries(new Headers(init?.headers)));
        return Response.json({ error: `Forbidden: ${sent}` }, { status: 500 });
      };
      const error = await connectATP({ baseUrl: server.baseUrl, headers, fetch: fail })
        .then((atp) => atp.execute('return 1'))
        .catch((reason: unknown) => reason);
      expect(ToolferryError.isInstance(error) && error.code).toBe('server_error');
      expect(visible(error)).toContain('[secret removed]');
      expect(visible(error)).not.toMatch(/4f9a1c7e|eyJ/);
    },
  );

  test('results, events, prompts, definitions and failures of executions have no secret in them', async () => {
    const seen: unknown[] = [];
    const leak = (body: unknown): unknown => {
      const token = /* of the request */ atp.session.token;
      return JSON.parse(JSON.stringify(body).replaceAll('KEY', key).replaceAll('TOKEN', token));
    };
    let atp = await connectATP({ baseUrl: server.baseUrl });
    atp = await connectATP({
      baseUrl: server.baseUrl,
      headers,
      fetch: alteredFetch(/execute|resume|search|explore/, leak),
      llm: {
        call: (prompt) => {
          seen.push(prompt);
          return 'ok';
        },
      },
      approve: ({ call, reason }) => {
        seen.push(call, reason);
        return true;
      },
    });
    const onEvent = (event: RunEvent) => seen.push(event);
    const { result } = await atp.execute(
      `
      await atp.llm.call({ prompt: 'KEY TOKEN' });
      await atp.approval.request('KEY', { TOKEN: 'KEY' });
      return { KEY: ['a KEY b', { TOKEN: 'TOKENTOKEN' }], own: 'own-KEY' };
    `,
      { onEvent },
    );
    expect(result).toEqual({
      '[secret removed]': ['a [secret removed] b', { '[secret removed]': '[secret removed][secret removed]' }],
      own: '[secret removed]',
    });
    const failed = await atp.execute(`throw new Error('no KEY, no TOKEN')`).catch((reason: unknown) => reason);
    seen.push(failed, result);
    for (const [name, input] of [
      ['search_api', { query: 'KEY' }],
      ['explore_api', { path: '/KEY' }],
    ] as const)
      seen.push(await atp.bridge.execute({ id: name, name, input }));
    expect(seen.length).toBeGreaterThan(8);
    expect(visible(...seen)).not.toMatch(/4f9a1c7e|eyJ/);
  });

  test('a session works whose token the server has from the headers', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, headers: { 'x-token': 'a token of the user' } });
    const { token } = atp.session;
    const again = await connectATP({ baseUrl: server.baseUrl, headers: { Authorization: `Bearer ${token}` } });
    expect((await again.execute('return 1')).result).toBe(1);
  });

  test('headers that describe the request, and values under 8 characters, stay in texts', async () => {
    const described = {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'my-agent',
      'x-tenant': 'acme',
    };
    const atp = await connectATP({ baseUrl: server.baseUrl, headers: described });
    const { result } = await atp.execute(`return ['application/json', 'my-agent', 'acme']`);
    expect(result).toEqual(['application/json', 'my-agent', 'acme']);
  });
});

describe('options that contain secrets', () => {
  test('a header with a line break is a TypeError that names the header and not its value', async () => {
    const error = await connectATP({ baseUrl: server.baseUrl, headers: { 'x-api-key': `${key}\nx` } }).catch(String);
    expect(error).toContain('TypeError: The header "x-api-key" cannot be sent');
    expect(error).not.toContain(key);
  });

  test('a baseUrl with a password is a TypeError without the password', async () => {
    const error = await connectATP({ baseUrl: `http://ada:${key}@127.0.0.1:9` }).catch(String);
    expect(error).toContain('TypeError: baseUrl must not contain a user name or password');
    expect(error).not.toContain(key);
  });

  test.each([{}, { clientId: 'a', token: `${key}\nb` }, { clientId: 5, token: key }])(
    'a session of another shape is a TypeError without its token',
    async (session) => {
      const error = await connectATP({ baseUrl: server.baseUrl, session: session as ATPSession }).catch(String);
      expect(error).toContain('TypeError: session must be');
      expect(error).not.toContain(key);
    },
  );
});
