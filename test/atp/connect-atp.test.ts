import { createBridge, defineTool, ToolferryError } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();
const anyInput = { type: 'object' } as const;
const greet = (name: string, namespace?: string) =>
  defineTool({
    name,
    namespace,
    description: `Greets as ${name}`,
    inputSchema: anyInput,
    handler: () => `${namespace ?? 'client'}.${name}`,
  });

describe('connectATP', () => {
  test('sandbox code calls a server function and a client tool in one execution', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('hello')] });
    const { status, result, stats } = await atp.execute(`
      const greeting = await api.client.hello({});
      return { greeting, sum: await api.math.sum({ values: [1, 2, 3] }) };
    `);
    expect(status).toBe('completed');
    expect(result).toEqual({ greeting: 'client.hello', sum: 6 });
    expect(stats?.duration).toBeTypeOf('number');
  });

  test('tools with the same name in two namespaces each run their own handler', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('read', 'fs'), greet('read', 'db')] });
    const { result } = await atp.execute('return [await api.fs.read({}), await api.db.read({})]');
    expect(result).toEqual(['fs.read', 'db.read']);
  });

  test('sandbox code calls a tool whose name is not an identifier with brackets', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('read.file', 'my-fs')] });
    const { result } = await atp.execute('return await api["my-fs"]["read.file"]({})');
    expect(result).toBe('my-fs.read.file');
  });

  test('a handler that returns nothing yields null, and the server does not repeat the call', async () => {
    let runs = 0;
    const log = defineTool({
      name: 'log',
      description: 'Log',
      inputSchema: anyInput,
      handler: () => {
        runs += 1;
      },
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [log] });
    const { result } = await atp.execute('return { logged: await api.client.log({}) }');
    expect(result).toEqual({ logged: null });
    expect(runs).toBe(1);
  });

  test('concurrent executions each get their own results', async () => {
    const echo = defineTool({
      name: 'echo',
      description: 'Echo',
      inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      handler: ({ n }) => n,
    });
    const connections = await Promise.all([1, 2].map(() => connectATP({ baseUrl: server.baseUrl, tools: [echo] })));
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    const runs = numbers.map(async (n) => {
      const atp = connections[n % 2] as (typeof connections)[number];
      const code = `const a = await api.client.echo({ n: ${n} }); const b = await api.client.echo({ n: ${n + 100} }); return [a, b];`;
      return (await atp.execute(code)).result;
    });
    expect(await Promise.all(runs)).toEqual(numbers.map((n) => [n, n + 100]));
  });

  test('each call of a batch gets its own answer, and a failing call does not affect the others', async () => {
    const half = defineTool({
      name: 'half',
      description: 'Half of an even number',
      inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      handler: ({ n }) => {
        if (n % 2 === 1) throw new Error(`${n} is odd`);
        return n / 2;
      },
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [half] });
    const { result } = await atp.execute(
      'return await Promise.all([api.client.half({ n: 4 }), api.client.half({ n: 3 }), api.client.half({ n: 8 })])',
    );
    expect(result).toEqual([2, { __error: true, message: '3 is odd' }, 4]);
  });

  test('calls in a loop, which the server batches in another form, reach the right tool', async () => {
    const double = defineTool({
      name: 'double',
      description: 'Double',
      inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      handler: ({ n }) => n * 2,
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [double] });
    const { result } = await atp.execute(`
      const numbers = [1, 2, 3];
      return await Promise.all(numbers.map(async (n) => await api.client.double({ n })));
    `);
    expect(result).toEqual([2, 4, 6]);
  });
});

describe('the tools for agents in this process', () => {
  test('connection.bridge lists the client tools and the four remote tools of the server', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('hello')] });
    const names = [...atp.bridge.tools].map(({ name }) => name);
    expect(names).toEqual(['hello', 'execute_code', 'search_api', 'explore_api', 'fetch_all_apis']);
    expect(atp.refused).toEqual([]);
    expect(atp.bridge.tools.get('execute_code')?.description).toContain('api.client.hello');
  });

  test('execute_code runs code with client tools, and the other remote tools describe the server functions', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, tools: [greet('hello')] });
    const call = async (name: string, input: object) => (await bridge.execute({ id: 'c', name, input })).output;
    expect(await call('execute_code', { code: 'return await api.client.hello({})' })).toBe('client.hello');
    expect(await call('search_api', { query: 'sum' })).toMatchObject({
      results: [{ apiGroup: 'math', functionName: 'sum' }],
    });
    expect(await call('explore_api', { path: '/custom/math/sum' })).toMatchObject({
      type: 'function',
      inputSchema: { required: ['values'] },
    });
    const all = await call('fetch_all_apis', {});
    expect(all).toMatchObject({ apiGroups: ['math'], clientTools: [{ call: 'api.client.hello(input)' }] });
  });

  test('execute_code reports the client-tool calls of its code as progress', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, tools: [greet('hello')] });
    const seen: unknown[] = [];
    const call = { id: 'c', name: 'execute_code', input: { code: 'return await api.client.hello({})' } };
    await bridge.execute(call, { onProgress: (value) => seen.push(value) });
    expect(seen).toMatchObject([
      { type: 'call-started', name: 'hello' },
      { type: 'call-finished', name: 'hello' },
    ]);
  });

  test('a remote tool with the name of a client tool is refused, and the other remote tools are offered', async () => {
    const clientTool = greet('search_api');
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [clientTool] });
    expect(atp.refused.map(({ name }) => name)).toEqual(['search_api']);
    expect(atp.bridge.tools.get('search_api')).toBe(clientTool);
    expect(atp.bridge.tools.get('explore_api')).toBeDefined();
  });

  test('sandbox code cannot call execute_code', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('hello')] });
    const { result } = await atp.execute(
      'return await Promise.all([api.client.execute_code({ code: "return 1" }), api.client.hello({})])',
    );
    expect(result).toEqual([
      { __error: true, message: 'There is no tool "execute_code". Available tools: hello.' },
      'client.hello',
    ]);
  });

  test("the policy reads the user's metadata for a remote tool", async () => {
    const { bridge } = await connectATP({
      baseUrl: server.baseUrl,
      metadata: (name) => (name === 'execute_code' ? { operationType: 'destructive' } : undefined),
    });
    const result = await bridge.execute({ id: 'c', name: 'execute_code', input: { code: 'return 1' } });
    expect(result.error?.code).toBe('denied');
  });

  test('timeoutMs ends a client-tool call but not the execute_code call that made it', async () => {
    const slow = defineTool({
      name: 'slow',
      description: 'Never ends',
      inputSchema: anyInput,
      handler: () => new Promise(() => {}),
    });
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, tools: [slow], timeoutMs: 50 });
    const code = 'try { return await api.client.slow({}) } catch (error) { return error.message }';
    const result = await bridge.execute({ id: 'c', name: 'execute_code', input: { code } });
    expect(result.output).toBe('"slow" did not finish within 50 ms.');
  });
});

describe('provideTools', () => {
  test('provideTools adds a tool for later executions and for agents in this process', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('first')] });
    const before = atp.session.clientId;
    atp.provideTools([greet('second', 'late')]);
    const { result } = await atp.execute('return [await api.client.first({}), await api.late.second({})]');
    expect(result).toEqual(['client.first', 'late.second']);
    expect(atp.session.clientId).not.toBe(before);
    expect(atp.bridge.tools.get('late_second')).toBeDefined();
  });

  test('an execution keeps its session and its tools when provideTools is called while it runs', async () => {
    let provide = (): void => {};
    const first = defineTool({
      name: 'first',
      description: 'Provides another tool',
      inputSchema: anyInput,
      handler: () => provide(),
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [first] });
    provide = () => atp.provideTools([greet('second')]);
    const { result } = await atp.execute(`
      await api.client.first({});
      return await Promise.all([api.client.second({})]);
    `);
    expect(result).toEqual([{ __error: true, message: 'There is no tool "second". Available tools: first.' }]);
  });

  test('provideTools adds no tool at all if one name is taken', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    expect(() => atp.provideTools([greet('fine'), greet('execute_code')])).toThrow('execute_code');
    expect(atp.bridge.tools.get('fine')).toBeUndefined();
    const { result } = await atp.execute('return await Promise.all([api.client.fine({})])');
    expect(result).toEqual([{ __error: true, message: 'There is no tool "fine". No tools are available.' }]);
  });

  test('bridge.tools.add offers a tool to agents in this process, and not to the server', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    atp.bridge.tools.add(greet('mine'));
    expect((await atp.bridge.execute({ id: 'c', name: 'mine', input: {} })).output).toBe('client.mine');
    const { result } = await atp.execute('return await Promise.all([api.client.mine({})])');
    expect(result).toMatchObject([{ __error: true }]);
  });
});

describe('withdrawTools', () => {
  test('withdrawTools removes a tool for later executions and for agents in this process', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('first'), greet('second', 'late')] });
    await atp.execute('return 1');
    atp.withdrawTools(['late_second']);
    expect(atp.bridge.tools.get('late_second')).toBeUndefined();
    const { result } = await atp.execute('return [await api.client.first({}), typeof api.late]');
    expect(result).toEqual(['client.first', 'undefined']);
    atp.provideTools([greet('second', 'late')]);
    expect((await atp.execute('return await api.late.second({})')).result).toBe('late.second');
  });

  test('an execution keeps its tools when withdrawTools is called while it runs', async () => {
    let withdraw = (): void => {};
    const first = defineTool({
      name: 'first',
      description: 'Withdraws another tool',
      inputSchema: anyInput,
      handler: () => withdraw(),
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [first, greet('second')] });
    withdraw = () => atp.withdrawTools(['second']);
    const { result } = await atp.execute(`
      await api.client.first({});
      return await api.client.second({});
    `);
    expect(result).toBe('client.second');
  });

  test('withdrawTools throws unknown_tool for a remote tool, and removes no tool at all', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('first')] });
    const withdraw = () => atp.withdrawTools(['first', 'execute_code']);
    expect(withdraw).toThrow('No tool was withdrawn: "execute_code" is not the visible name of a client tool');
    expect(withdraw).toThrow(ToolferryError);
    expect(atp.bridge.tools.get('first')).toBeDefined();
    expect(atp.bridge.tools.get('execute_code')).toBeDefined();
  });

  test('withdrawTools keeps a tool that replaced the client tool for agents in this process', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [greet('first')] });
    const mine = greet('first');
    atp.bridge.tools.remove('first');
    atp.bridge.tools.add(mine);
    atp.withdrawTools(['first']);
    expect(atp.bridge.tools.get('first')).toBe(mine);
  });
});

describe('the configuration of executions', () => {
  test('config of connectATP holds for execute, execute_code and remote tools, and execute can replace its members', async () => {
    const configs: Record<string, unknown>[] = [];
    const { bridge, execute } = await connectATP({
      baseUrl: server.baseUrl,
      config: { timeout: 900, requestContext: { tenant: 'acme' } },
      expose: 'functions',
      fetch: (input, init) => {
        if (String(input).endsWith('execute')) configs.push(JSON.parse(String(init?.body)).config);
        return fetch(input, init);
      },
    });
    await execute('return 1', { config: { timeout: 800 } });
    await execute('return 1', { config: { timeout: undefined } });
    await bridge.execute({ id: 'a', name: 'execute_code', input: { code: 'return 1' } });
    await bridge.execute({ id: 'b', name: 'math_sum', input: { values: [1] } });
    expect(configs.map(({ timeout }) => timeout)).toEqual([800, 900, 900, 900]);
    expect(configs).toMatchObject(Array(4).fill({ requestContext: { tenant: 'acme' } }));
    expect(bridge.tools.get('execute_code')?.description).toContain('It may run for 900 ms.');
  });
});

describe('invalid options', () => {
  test.each([
    ['securityPolicies', 'Set it on the server'],
    ['toolRules', 'policyFrom'],
  ])('config.%s throws, because the server ignores it over HTTP', async (member, hint) => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    await expect(atp.execute('return 1', { config: { [member]: [] } })).rejects.toThrow(hint);
    await expect(connectATP({ baseUrl: server.baseUrl, config: { [member]: [] } })).rejects.toThrow(hint);
  });

  test('connectATP rejects a baseUrl that is not an http address', async () => {
    await expect(connectATP({ baseUrl: 'localhost' })).rejects.toThrow('baseUrl must be the http(s) address');
  });
});

test('a tool that the policy blocks is not offered to the server, and is refused if called', async () => {
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    tools: [greet('good'), greet('bad')],
    policy: (tool) => (tool.name === 'bad' ? 'block' : 'allow'),
  });
  expect(atp.bridge.tools.get('execute_code')?.description).not.toContain('api.client.bad');
  const { result } = await atp.execute('return await Promise.all([api.client.bad({}), api.client.good({})])');
  expect(result).toEqual([{ __error: true, message: '"bad" was not run: it is blocked.' }, 'client.good']);
});

test('a tool without a description is registered with its name as the description', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [{ ...greet('bare'), description: '' }] });
  expect((await atp.execute('return await api.client.bare({})')).result).toBe('client.bare');
});

test('a closed connection sends no more requests', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl });
  atp.close();
  const error = await atp.execute('return 1').catch((reason: unknown) => reason);
  expect(ToolferryError.isInstance(error) && error.code).toBe('closed');
  const result = await atp.bridge.execute({ id: 'c', name: 'search_api', input: { query: 'x' } });
  expect(result.error?.code).toBe('closed');
});

test('remote tools can be added to another bridge together with other tools', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl });
  const bridge = createBridge({ tools: [...atp.bridge.tools, greet('mine')] });
  const result = await bridge.execute({ id: 'c', name: 'execute_code', input: { code: 'return 7' } });
  expect(result.output).toBe(7);
});
