import type { ServerResponse } from 'node:http';
import { ToolferryError } from 'toolferry';
import { type ATPConnection, type ConnectATPOptions, connectATP, fromATPClient } from 'toolferry/atp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deferred } from '../../src/async/deferred.ts';
import { type RunningATPServer, startATPServer } from '../peers/atp/start-server.ts';
import { countingTool } from './counting-tool.ts';

const servers: RunningATPServer[] = [];
/** Under these the request limit passes at once, and a busy machine cannot make another request exceed it. */
const fakeTimers = { toFake: ['setTimeout', 'clearTimeout'] } satisfies Parameters<typeof vi.useFakeTimers>[0];

afterEach(async () => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) await server.stop();
});

type Answer = (response: ServerResponse) => void;

const silence: Answer = () => undefined;
const byteByByte: Answer = (response) => {
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
};
const withoutEnd: Answer = (response) => {
  const chunk = ' '.repeat(2 ** 16);
  const write = (): void => {
    if (!response.destroyed) response.write(chunk, write);
  };
  write();
};

/** Starts a real server that answers requests to one path badly, and reports when such a request arrives and is let go. */
async function startBadServer(path: RegExp, answer: Answer) {
  const arrived = deferred<undefined>();
  const letGo = deferred<undefined>();
  const server = await startATPServer({
    intercept: (request, response) => {
      if (!path.test(request.url ?? '')) return false;
      response.on('close', () => letGo.resolve(undefined));
      arrived.resolve(undefined);
      answer(response);
      return true;
    },
  });
  servers.push(server);
  return { baseUrl: server.baseUrl, arrived: arrived.promise, letGo: letGo.promise };
}

const errorOf = (run: Promise<unknown>) => run.then(undefined, (error: unknown) => error);

/** Uses the operation of the connection that sends a request to this path. */
const operations: Readonly<Record<string, (atp: ATPConnection) => Promise<unknown>>> = {
  execute: (atp) => errorOf(atp.execute('return 1')),
  resume: (atp) => errorOf(atp.execute('return await api.client.step({})')),
  search: async ({ bridge }) => (await bridge.execute({ id: 'c', name: 'search_api', input: { query: 'x' } })).error,
  explore: async ({ bridge }) => (await bridge.execute({ id: 'c', name: 'explore_api', input: { path: '/' } })).error,
  definitions: async ({ bridge }) => (await bridge.execute({ id: 'c', name: 'fetch_all_apis', input: {} })).error,
};

const connect = (baseUrl: string, options: Partial<ConnectATPOptions> = {}) =>
  connectATP({ baseUrl, tools: [countingTool('step').tool], ...options });

describe('requestTimeoutMs', () => {
  test.each(Object.entries(operations))(
    'a request to /api/%s without an answer fails with timeout, and its connection is closed',
    async (path, operation) => {
      const { baseUrl, arrived, letGo } = await startBadServer(new RegExp(path), silence);
      const atp = await connect(baseUrl, { timeoutMs: Number.POSITIVE_INFINITY });
      vi.useFakeTimers(fakeTimers);
      const operating = operation(atp);
      await arrived;
      vi.advanceTimersByTime(300_000);
      expect(await operating).toMatchObject({ code: 'timeout', message: expect.stringContaining('requestTimeoutMs') });
      await letGo;
    },
  );

  test.each(['info', 'init'])('connecting rejects with timeout if /api/%s is not answered', async (path) => {
    const { baseUrl, arrived, letGo } = await startBadServer(new RegExp(path), silence);
    vi.useFakeTimers(fakeTimers);
    const connecting = errorOf(connect(baseUrl, { requestTimeoutMs: 100 }));
    await arrived;
    vi.advanceTimersByTime(100);
    const error = await connecting;
    expect(ToolferryError.isInstance(error) && error.data).toEqual({ timeoutMs: 100 });
    await letGo;
  });

  test('an answer that arrives byte by byte without an end fails with timeout', async () => {
    const { baseUrl, arrived, letGo } = await startBadServer(/execute/, byteByByte);
    const atp = await connect(baseUrl);
    vi.useFakeTimers(fakeTimers);
    const run = errorOf(atp.execute('return 1'));
    await arrived;
    vi.advanceTimersByTime(300_000);
    expect(await run).toMatchObject({ code: 'timeout' });
    await letGo;
  });

  test.each([0, -1, Number.NaN, '5' as never])('a limit of %j is a TypeError', async (limit) => {
    await expect(connectATP({ baseUrl: 'http://127.0.0.1:9', requestTimeoutMs: limit })).rejects.toThrow(TypeError);
    await expect(connectATP({ baseUrl: 'http://127.0.0.1:9', maxResponseBytes: limit })).rejects.toThrow(TypeError);
  });
});

describe('maxResponseBytes', () => {
  test.each(Object.entries(operations))(
    'an answer of /api/%s without an end fails with invalid_response, and its connection is closed',
    async (path, operation) => {
      const { baseUrl, letGo } = await startBadServer(new RegExp(path), withoutEnd);
      const error = await operation(await connect(baseUrl, { maxResponseBytes: 100_000 }));
      expect(error).toMatchObject({ code: 'invalid_response', message: expect.stringContaining('maxResponseBytes') });
      await letGo;
    },
  );

  test('an error page without an end fails with invalid_response', async () => {
    const { baseUrl, letGo } = await startBadServer(/info/, (response) => {
      response.writeHead(500);
      withoutEnd(response);
    });
    expect(await errorOf(connect(baseUrl))).toMatchObject({ code: 'invalid_response' });
    await letGo;
  });

  test('an answer that is too large for one execution leaves the connection usable', async () => {
    const server = await startATPServer();
    servers.push(server);
    const atp = await connect(server.baseUrl, { maxResponseBytes: 50_000 });
    expect(await errorOf(atp.execute('return "x".repeat(60000)'))).toMatchObject({ code: 'invalid_response' });
    expect((await atp.execute('return "é".repeat(10000)')).result).toBe('é'.repeat(10_000));
  });

  test('the limit holds for a fetch whose responses have no web stream', async () => {
    const server = await startATPServer();
    servers.push(server);
    const atp = await connect(server.baseUrl, {
      maxResponseBytes: 50_000,
      fetch: async (input, init) => Object.defineProperty(await fetch(input, init), 'body', { value: undefined }),
    });
    expect(await errorOf(atp.execute('return "x".repeat(60000)'))).toMatchObject({ code: 'invalid_response' });
    expect((await atp.execute('return 1')).result).toBe(1);
  });
});

describe('a server that does not answer, after an abort or close()', () => {
  const waysOut: readonly (readonly [string, (atp: ATPConnection, controller: AbortController) => void])[] = [
    ['an abort', (_atp, controller) => controller.abort(new Error('enough'))],
    ['close()', (atp) => atp.close()],
  ];

  test.each(waysOut)(
    '%s rejects at once, and then closes the connection and lets other connections continue',
    async (_name, leave) => {
      const { baseUrl, arrived, letGo } = await startBadServer(/execute/, silence);
      const controller = new AbortController();
      const [atp, other] = [await connect(baseUrl), await connect(baseUrl)];
      const run = errorOf(atp.execute('return 1', { signal: controller.signal }));
      await arrived;
      const search = other.bridge.execute({ id: 'c', name: 'search_api', input: { query: 'x' } });
      leave(atp, controller);
      expect(String(await run)).toMatch(/enough|closed/);
      await letGo;
      expect((await search).error).toBeUndefined();
    },
  );

  test('a custom fetch that ignores its signal does not hold up other connections', async () => {
    const server = await startATPServer();
    servers.push(server);
    const atp = await connect(server.baseUrl, {
      fetch: (input, init) => (String(input).includes('execute') ? new Promise(() => {}) : fetch(input, init)),
    });
    const run = errorOf(atp.execute('return 1'));
    const other = connect(server.baseUrl);
    atp.close();
    expect(await run).toMatchObject({ code: 'closed' });
    expect((await (await other).execute('return 1')).result).toBe(1);
  });

  test('an abort while connecting closes the connection and lets other connections continue', async () => {
    const arrived = deferred<undefined>();
    const server = await startATPServer({
      intercept: (request) => {
        if (request.url !== '/api/info' || request.headers['x-other']) return false;
        arrived.resolve(undefined);
        return true;
      },
    });
    servers.push(server);
    const controller = new AbortController();
    const connecting = errorOf(connect(server.baseUrl, { signal: controller.signal }));
    await arrived.promise;
    const other = connect(server.baseUrl, { headers: { 'x-other': 'yes' } });
    controller.abort(new Error('enough'));
    expect(String(await connecting)).toContain('enough');
    expect((await (await other).execute('return 1')).result).toBe(1);
  });

  test('an abort between two rounds does not wait for the answer to the cancellation', async () => {
    const { baseUrl, arrived, letGo } = await startBadServer(/resume/, silence);
    const controller = new AbortController();
    const hangs = {
      name: 'step',
      description: 'Hangs',
      inputSchema: { type: 'object' },
      handler: () => {
        controller.abort(new Error('enough'));
        return new Promise(() => {});
      },
    };
    const atp = await connect(baseUrl, { tools: [hangs] });
    const run = atp.execute('return await api.client.step({})', { signal: controller.signal });
    expect(String(await errorOf(run))).toContain('enough');
    await Promise.all([arrived, letGo]);
    expect((await atp.execute('return 1')).result).toBe(1);
  });

  test('an aborted call of execute_code through the official client does not hold up the next one', async () => {
    let executions = 0;
    const begun = deferred<undefined>();
    const { bridge } = fromATPClient({
      getClientTools: () => [],
      execute: () => {
        executions += 1;
        begun.resolve(undefined);
        return executions === 1
          ? new Promise(() => {})
          : Promise.resolve({ executionId: 'x', status: 'completed', result: 2 });
      },
      searchAPI: async () => [],
      exploreAPI: async () => ({}),
      connect: async () => undefined,
      getTypeDefinitions: () => '',
    });
    const controller = new AbortController();
    const call = (signal?: AbortSignal) =>
      bridge.execute({ id: 'c', name: 'execute_code', input: { code: '' } }, { signal });
    const first = call(controller.signal);
    await begun.promise;
    const second = call();
    controller.abort();
    expect((await first).error?.code).toBe('aborted');
    expect((await second).output).toBe(2);
  });
});
