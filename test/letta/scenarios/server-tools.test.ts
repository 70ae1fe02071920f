import { createToolsFromClient } from 'toolferry/langchain';
import { type ConnectLettaOptions, connectLetta } from 'toolferry/letta';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { readFile } from '../support/read-file.ts';

const letta = useLetta();
/** Each run of a Python tool starts a process. */
const slow = 60_000;
const fails = `def fetch_boom(url: str) -> str:
    """Fail.

    Args:
        url (str): the url
    """
    print("on the way")
    raise ValueError("boom " + url)
`;

beforeAll(async () => {
  if (letta.baseUrl === '') return;
  await fetchTool(letta.client, 'fetch_api');
  await fetchTool(letta.client, 'fetch_secret', { word: 'SECRET', isGated: true });
  await letta.pythonTool(fails);
});

async function connect(options: Partial<ConnectLettaOptions> = {}) {
  const agent = await letta.agent({
    script: [{ text: 'I am here.' }],
    tools: ['fetch_api', 'fetch_secret', 'fetch_boom'],
  });
  const { name } = await letta.client.agents.retrieve(agent.id);
  const connection = await connectLetta({
    client: letta.client,
    agentId: agent.id,
    tools: [readFile().tool],
    ...options,
  });
  const run = (tool: string, input: unknown) => connection.bridge.execute({ id: 'call_1', name: tool, input });
  return { agent, connection, ask: `ask_${name}`, run };
}

describe('30-server-tools-api', () => {
  test(
    '30-server-tools-api: a LangChain agent gets the client tools, the server tools and the agent itself as tools',
    async () => {
      const { agent, connection, ask } = await connect();
      const tools = createToolsFromClient(connection);
      expect(tools.map(({ name }) => name).sort()).toEqual(
        [ask, 'fetch_api', 'fetch_boom', 'fetch_secret', 'read_file'].sort(),
      );
      expect(connection.refused).toEqual([]);
      const byName = (name: string) => tools.find((tool) => tool.name === name);
      expect(byName('fetch_api')).toMatchObject({
        description: 'Fetch a page.',
        schema: { type: 'object', properties: { url: { type: 'string', description: 'the url' } }, required: ['url'] },
      });
      expect(await byName('read_file')?.invoke({ path: 'a.txt' })).toBe('content of a.txt');
      expect(await byName('fetch_api')?.invoke({ url: 'http://x' })).toBe('BODY of http://x');
      expect(await byName(ask)?.invoke({ message: 'Are you there?' })).toBe('I am here.');
      const [request] = await agent.requests();
      expect(request?.messages.at(-1)).toMatchObject({ role: 'user', content: 'Are you there?' });
    },
    slow,
  );

  test(
    '30-server-tools-api: models are shown no hidden characters of the result of a server tool',
    async () => {
      const { run } = await connect();
      const result = await run('fetch_api', { url: 'u\u200b\u{e0041}' });
      expect(result.output).toBe('BODY of u\u200b\u{e0041}');
      expect(result.content).toEqual([{ type: 'text', text: 'BODY of u' }]);
    },
    slow,
  );

  test(
    '30-server-tools-api: a failing server tool reports its last line and no path of the server',
    async () => {
      const { run } = await connect();
      const result = await run('fetch_boom', { url: 'u' });
      expect(result.error).toEqual({ code: 'failed', message: 'ValueError: boom u' });
      expect(result.stdout).toEqual([expect.stringContaining('on the way')]);
      expect(JSON.stringify(result)).not.toMatch(/Traceback|File|\.py/);
    },
    slow,
  );

  test('30-server-tools-api: invalid input is refused here, because the server would run it', async () => {
    const { run } = await connect();
    for (const input of [{ url: 5 }, {}, 'not json'])
      expect((await run('fetch_api', input)).error).toMatchObject({ code: 'invalid_input' });
  });

  test(
    '30-server-tools-api: a gated tool requires approval here, because the server would run it without approval',
    async () => {
      const approve = vi.fn(() => ({ approved: false, reason: 'not for you' }));
      const { run } = await connect({ approve });
      expect((await run('fetch_secret', { url: 'u' })).error).toMatchObject({
        code: 'denied',
        message: expect.stringContaining('not for you'),
      });
      expect(approve).toHaveBeenCalledOnce();
      const approving = await connect({ approve: () => true });
      expect((await approving.run('fetch_secret', { url: 'u' })).output).toBe('SECRET of u');
      const withoutApprove = await connect();
      expect((await withoutApprove.run('fetch_secret', { url: 'u' })).error).toMatchObject({ code: 'denied' });
    },
    slow,
  );

  test("30-server-tools-api: the user's metadata of a server tool applies, and cannot ungate a gated one", async () => {
    const { run } = await connect({
      metadata: (name) => (name === 'fetch_api' ? { operationType: 'destructive' } : { requiresApproval: false }),
    });
    expect((await run('fetch_api', { url: 'u' })).error).toMatchObject({ code: 'denied' });
    expect((await run('fetch_secret', { url: 'u' })).error).toMatchObject({ code: 'denied' });
  });

  test('30-server-tools-api: a call of a server tool that was detached meanwhile fails', async () => {
    const { agent, connection, run } = await connect();
    const tools = await letta.client.agents.tools.list(agent.id);
    const id = tools.getPaginatedItems().find(({ name }) => name === 'fetch_api')?.id ?? '';
    await letta.client.agents.tools.detach(id, { agent_id: agent.id });
    expect((await run('fetch_api', { url: 'u' })).error).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('not attached'),
    });
    expect(connection.bridge.tools.get('fetch_api')).toBeDefined();
  });

  test('30-server-tools-api: an abort does not wait for a server tool', async () => {
    const { connection } = await connect();
    const abort = new AbortController();
    const call = { id: 'call_1', name: 'fetch_api', input: { url: 'u' } };
    const running = connection.bridge.execute(call, { signal: abort.signal });
    abort.abort();
    expect((await running).error).toMatchObject({ code: 'aborted' });
  });
});
