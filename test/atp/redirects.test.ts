import { defineTool, ToolferryError } from 'toolferry';
import { type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { startATPServer } from '../peers/atp/start-server.ts';

const secret = defineTool({
  name: 'secret',
  description: 'A definition that no other host may see',
  inputSchema: { type: 'object' },
  handler: () => 'value',
});

interface Redirect {
  readonly status: number;
  /** The request that is redirected. */
  readonly url: RegExp;
  readonly fetch?: typeof fetch;
}

/** Uses a real server that redirects one kind of request to another real server, which records what reaches it. */
async function runWithRedirect({ status, url, fetch }: Redirect) {
  const reached: string[] = [];
  const elsewhere = await startATPServer({
    intercept: (request) => {
      reached.push(`${request.method} ${request.url}`);
      return false;
    },
  });
  const redirecting = await startATPServer({
    intercept: (request, response) => {
      if (!url.test(request.url ?? '')) return false;
      response.writeHead(status, { location: `${elsewhere.baseUrl}${request.url}`, 'x-atp-token': 'stolen' }).end('{}');
      return true;
    },
  });
  const options: ConnectATPOptions = { baseUrl: redirecting.baseUrl, headers: { 'x-api-key': 'hunter2' }, fetch };
  const use = async (): Promise<unknown> => {
    const { bridge, execute } = await connectATP({
      ...options,
      tools: [secret],
      expose: ({ name }) => name === 'none',
    });
    const call = (name: string, input: unknown) => bridge.execute({ id: name, name, input });
    const results = [
      await call('search_api', { query: 'x' }),
      await call('fetch_all_apis', {}),
      await call('explore_api', { path: '/' }),
    ];
    const failed = results.find(({ error }) => error !== undefined);
    return failed?.error ?? execute('return await api.client.secret({})');
  };
  const error = await use().catch((reason: unknown) => reason);
  await redirecting.stop();
  await elsewhere.stop();
  return { error, reached };
}

const refusal = {
  code: 'invalid_response',
  message: expect.stringContaining('Set baseUrl to the final address'),
};

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308, 300, 304])(
    'a redirect with status %i is refused, and nothing reaches the other host',
    async (status) => {
      const { error, reached } = await runWithRedirect({ status, url: /init/ });
      expect(ToolferryError.isInstance(error) && error.data).toEqual({ status });
      expect(error).toMatchObject(refusal);
      expect(reached).toEqual([]);
    },
  );

  test.each(['info', 'init', 'explore', 'search', 'definitions', 'execute', 'resume'])(
    'a redirect of /api/%s is refused, and nothing reaches the other host',
    async (path) => {
      const { error, reached } = await runWithRedirect({ status: 307, url: new RegExp(path) });
      expect(error).toMatchObject(refusal);
      expect(reached).toEqual([]);
    },
  );

  test("the user's own fetch gets redirect: 'manual' with every request", async () => {
    const modes = new Set<unknown>();
    const { error, reached } = await runWithRedirect({
      status: 307,
      url: /resume/,
      fetch: (input, init) => {
        modes.add(init?.redirect);
        return fetch(input, init);
      },
    });
    expect(error).toMatchObject(refusal);
    expect([...modes]).toEqual(['manual']);
    expect(reached).toEqual([]);
  });

  test('the answer to a redirect that a custom fetch has followed is refused', async () => {
    const { error } = await runWithRedirect({
      status: 307,
      url: /init/,
      fetch: (input, init) => fetch(input, { ...init, redirect: 'follow' }),
    });
    expect(error).toMatchObject(refusal);
  });

  test('a redirect whose status a browser hides is refused', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    const { error } = await runWithRedirect({ status: 307, url: /never/, fetch: async () => opaque });
    expect(error).toMatchObject(refusal);
  });
});
