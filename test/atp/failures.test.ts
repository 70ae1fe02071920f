import { defineTool, ToolferryError } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { startATPServer } from '../peers/atp/start-server.ts';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer({
  groups: {
    math: [
      sum,
      {
        name: 'broken',
        description: 'Fails',
        inputSchema: { type: 'object' },
        handler: () => {
          throw new Error('the database is away');
        },
      },
    ],
  },
  config: { execution: { timeout: 1000 }, logger: 'none' },
});
const failing = defineTool({
  name: 'fail',
  description: 'Fails',
  inputSchema: { type: 'object' },
  handler: () => {
    throw new Error('it broke\n    at secret (/srv/secret.ts:1:1)');
  },
});

async function errorOf(run: Promise<unknown>): Promise<ToolferryError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!ToolferryError.isInstance(error)) throw new Error(`expected a ToolferryError, got ${error}`);
  return error;
}

describe('an execution that does not complete', () => {
  test.each([
    ['failed', `throw new Error('no luck')`, 'The execution ended with status failed: no luck'],
    ['timeout', 'while (true) {}', 'The execution ended with status timeout: '],
    ['parse_error', 'const = 1', 'The execution ended with status parse_error: '],
  ])('code that ends with status %s rejects with that status as the error code', async (status, code, message) => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    const error = await errorOf(atp.execute(code));
    expect(error.code).toBe(status);
    expect(error.message).toContain(message);
    expect(JSON.stringify(error)).not.toContain('isolated-vm>');
    expect(error.data).toMatchObject({ status, executionId: expect.any(String) });
  });

  test('execute_code returns the reason of a failure to the model, without a stack or a path', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, tools: [failing] });
    const call = (code: string) => bridge.execute({ id: 'c', name: 'execute_code', input: { code } });
    const fromClient = await call('return await api.client.fail({})');
    expect(fromClient.error).toMatchObject({
      code: 'failed',
      message: 'The execution ended with status failed: it broke',
    });
    const fromServer = await call('return await api.math.broken({})');
    expect(fromServer.error?.message).toContain('the database is away');
    expect(fromServer.error?.message).not.toMatch(/\n|\bat |node_modules|file:/);
  });

  test('the failure of a client tool is thrown in the sandbox, where code can catch it', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [failing] });
    const { result } = await atp.execute(
      'try { await api.client.fail({}) } catch (error) { return [error instanceof Error, error.message] }',
    );
    expect(result).toEqual([true, 'it broke']);
  });

  test('a failure message with a phrase that ends executions is rewritten, so that code can catch it', async () => {
    const tool = { ...failing, handler: () => Promise.reject(new Error('payment service not provided')) };
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [tool] });
    const { result } = await atp.execute('try { await api.client.fail({}) } catch (error) { return error.message }');
    expect(result).toBe('payment service was not provided');
  });
});

describe('HTTP failures', () => {
  test('connecting to a closed port rejects with unreachable', async () => {
    const gone = await startATPServer();
    await gone.stop();
    const error = await errorOf(connectATP({ baseUrl: gone.baseUrl }));
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('ECONNREFUSED');
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [503, 'server_error'],
  ])('HTTP status %i rejects with %s', async (status, code) => {
    const guarded = await startATPServer({
      intercept: (_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":"no"}');
        return true;
      },
    });
    const error = await errorOf(connectATP({ baseUrl: guarded.baseUrl }));
    await guarded.stop();
    expect(error).toMatchObject({ code, data: { status }, message: `The ATP server answered ${status}: no.` });
  });

  test('an HTML page instead of JSON rejects with invalid_response', async () => {
    const page = await startATPServer({
      intercept: (_request, response) => {
        response.end('<html>Welcome</html>');
        return true;
      },
    });
    const error = await errorOf(connectATP({ baseUrl: page.baseUrl }));
    await page.stop();
    expect(error.code).toBe('invalid_response');
  });

  test('a connection that is cut whenever an answer or a look is sent rejects with connection_lost after two looks, and sends no result again', async () => {
    const resumes: string[] = [];
    let runs = 0;
    const cut = await startATPServer({
      intercept: (request, response) => {
        if (!request.url?.startsWith('/api/resume')) return false;
        request.on('data', (chunk) => resumes.push(String(chunk)));
        request.on('end', () => response.destroy());
        return true;
      },
    });
    const count = defineTool({
      name: 'count',
      description: 'Counts',
      inputSchema: { type: 'object' },
      handler: () => {
        runs += 1;
        return runs;
      },
    });
    const atp = await connectATP({ baseUrl: cut.baseUrl, tools: [count] });
    const error = await errorOf(atp.execute('return await api.client.count({})'));
    await cut.stop();
    expect(error.code).toBe('connection_lost');
    expect({ resumes, runs }).toEqual({ resumes: ['{"result":1}', '{}', '{}'], runs: 1 });
  });

  test('an error contains neither the address nor a header nor the token', async () => {
    const guarded = await startATPServer({
      intercept: (request, response) => {
        if (request.url !== '/api/execute') return false;
        response.writeHead(500).end('{"error":"oops"}');
        return true;
      },
    });
    const atp = await connectATP({ baseUrl: guarded.baseUrl, headers: { 'x-api-key': 'hunter2' } });
    const error = await errorOf(atp.execute('return 1'));
    await guarded.stop();
    expect(error.message).toBe('The ATP server answered 500: oops.');
    expect(`${error}${JSON.stringify(error)}`).not.toMatch(/hunter2|127\.0\.0\.1|Bearer|eyJ/);
  });
});

describe('sessions', () => {
  test("every request has the user's headers, and the session's token replaces their Authorization", async () => {
    const seen: {
      readonly url?: string | undefined;
      readonly key: unknown;
      readonly authorization?: string | undefined;
    }[] = [];
    const watched = await startATPServer({
      intercept: ({ url, headers }) => {
        seen.push({ url, key: headers['x-api-key'], authorization: headers.authorization });
        return false;
      },
    });
    const headers = { 'x-api-key': 'key', Authorization: 'Basic own' };
    const atp = await connectATP({ baseUrl: watched.baseUrl, headers });
    await atp.execute('return 1');
    await watched.stop();
    expect(seen.every(({ key }) => key === 'key')).toBe(true);
    expect(seen.find(({ url }) => url === '/api/init')?.authorization).toBe('Basic own');
    expect(seen.find(({ url }) => url === '/api/execute')?.authorization).toMatch(/^Bearer eyJ/);
  });

  test('a refreshed token replaces the previous one', async () => {
    const tokens: (string | undefined)[] = [];
    const watched = await startATPServer({
      intercept: ({ url, headers }) => {
        if (url === '/api/execute') tokens.push(headers.authorization);
        return false;
      },
    });
    const atp = await connectATP({ baseUrl: watched.baseUrl });
    await atp.execute('return 1');
    await atp.execute('return 2');
    await watched.stop();
    expect(new Set(tokens).size).toBe(2);
    expect(atp.session.token).not.toBe(tokens[1]?.replace('Bearer ', ''));
  });

  test('an execution opens a new session if the server no longer knows the old one', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    const old = atp.session.clientId;
    await server.server.sessionManager?.revokeClient(old);
    expect((await atp.execute('return 5')).result).toBe(5);
    expect(atp.session.clientId).not.toBe(old);
  });
});
