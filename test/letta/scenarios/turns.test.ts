import { ToolferryError, toolName } from 'toolferry';
import { connectLetta, type LettaConnection } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';

const letta = useLetta();
/** The server starts a Python process for each call of a server tool. */
const slow = 60_000;
type Agent = Awaited<ReturnType<typeof letta.agent>>;
const read = { name: 'read_file', arguments: { path: 'a' } };
const tick = 'def tick() -> str:\n    """Ticks."""\n    return "tick"';

describe('the result of a turn', () => {
  test(
    'the text of a turn is the text after its last call, server tool calls included',
    async () => {
      const { name = '' } = await letta.pythonTool(tick);
      const agent = await letta.agent({
        script: [
          { text: 'I will read.', calls: [read] },
          { text: 'And tick.', calls: [{ name: 'tick', arguments: {} }] },
          { text: 'Done.' },
        ],
        tools: [name ?? ''],
      });
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
      expect((await connection.send('go')).text).toBe('Done.');
    },
    slow,
  );

  test('the usage of a turn is the sum over its requests', async () => {
    const agent = await letta.agent({ script: [{ calls: [read] }, { calls: [read] }, { text: 'Done.' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
    const { usage } = await connection.send('go');
    expect(usage).toEqual({ promptTokens: 30, completionTokens: 15, totalTokens: 45, steps: 3 });
  });

  test("a message may consist of Letta's content parts", async () => {
    const agent = await letta.agent({ script: [{ text: 'Seen.' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const turn = await connection.send([
      { type: 'text', text: 'Look at ' },
      { type: 'text', text: 'this.' },
    ]);
    expect(turn.text).toBe('Seen.');
    const received = JSON.stringify((await agent.requests())[0]?.messages.at(-1));
    expect(received).toMatch(/Look at .*this\./);
  });
});

describe('the tools of a connection', () => {
  const write = readFile({ name: 'write_file' });

  test('provideTools() adds tools for later turns and for agents in this process', async () => {
    const agent = await letta.agent({
      script: [{ text: 'Hello.' }, { calls: [{ name: 'write_file', arguments: { path: 'b' } }] }, { text: 'Written.' }],
    });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
    await connection.send('hi');
    connection.provideTools([write.tool]);
    const turn = await connection.send('write b');
    expect(turn.text).toBe('Written.');
    expect((await agent.requests()).map(toolsIn)).toEqual([
      ['read_file'],
      ['read_file', 'write_file'],
      ['read_file', 'write_file'],
    ]);
    expect(connection.bridge.tools.get('write_file')).toBe(write.tool);
  });

  test('provideTools() does not affect a running turn', async () => {
    const agent = await letta.agent({ script: [{ calls: [read] }, { text: 'Done.' }, { text: 'Later.' }] });
    const connections: LettaConnection[] = [];
    const { tool } = readFile({ handler: () => connections[0]?.provideTools([write.tool]) });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    connections.push(connection);
    await connection.send('go');
    await connection.send('go on');
    expect((await agent.requests()).map(toolsIn)).toEqual([['read_file'], ['read_file'], ['read_file', 'write_file']]);
  });

  test('provideTools() adds all tools or none, even if a name is only taken for agents in this process', async () => {
    const agent = await letta.agent({ script: [{ text: 'Hello.' }] });
    const { tool } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    const before = [...connection.bridge.tools];
    const asking = before.map(toolName).find((name) => name.startsWith('ask_')) ?? '';
    for (const name of ['read_file', asking])
      expect(() => connection.provideTools([write.tool, readFile({ name }).tool])).toThrow(`"${name}"`);
    await connection.send('hi');
    expect((await agent.requests()).map(toolsIn)).toEqual([['read_file']]);
    expect([...connection.bridge.tools]).toEqual(before);
  });

  test('refused lists the server tools that agents in this process cannot use, and why; the others stay', async () => {
    const good = await letta.pythonTool(tick);
    const bad = await letta.pythonTool('def find_it(name: str) -> str:\n    """Finds."""\n    return name', {
      json_schema: {
        name: 'find_it',
        description: 'Finds',
        parameters: { type: 'object', properties: { name: { enum: Array.from({ length: 20_001 }, (_, n) => n) } } },
      },
    });
    const agent = await letta.agent({ script: [], tools: [good.name ?? '', bad.name ?? ''] });
    const { refused, bridge } = await connectLetta({ client: letta.client, agentId: agent.id });
    expect(refused).toMatchObject([{ name: 'find_it', issues: [{ path: 'inputSchema/properties/name/enum' }] }]);
    expect(bridge.tools.get('find_it')).toBeUndefined();
    expect(bridge.tools.get('tick')).toBeDefined();
  });

  test('all server tools are listed if there is more than one page of them', async () => {
    const names = Array.from({ length: 12 }, (_, count) => `page_${count}`);
    for (const name of names) await letta.pythonTool(`def ${name}() -> str:\n    """Turns."""\n    return "turned"`);
    const agent = await letta.agent({ script: [], tools: names });
    const { refused, bridge } = await connectLetta({ client: letta.client, agentId: agent.id });
    expect(refused).toEqual([]);
    const here = [...bridge.tools].map(({ name }) => name).filter((name) => !name.startsWith('ask_'));
    expect(here.sort()).toEqual(names.sort());
  });

  test('refused is empty if no tool is refused', async () => {
    const agent = await letta.agent({ script: [] });
    const { refused } = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
    expect(refused).toEqual([]);
  });
});

describe('turns of one agent', () => {
  /** The text of users and of the model, by request. */
  const textsByRequest = async (agent: Agent) =>
    (await agent.requests()).map(({ messages }) => messages.slice(1).map(({ content }) => content));
  const inTurns = [['one'], ['one', 'first', 'two']];

  /** Lets an agent's first turn continue, long after a second one would have started. */
  async function letGo(agent: Agent): Promise<void> {
    const other = await letta.agent({ script: [{ text: 'At once.' }] });
    await (await connectLetta({ client: letta.client, agentId: other.id })).send('hi');
    await agent.open('gate');
  }

  test('two turns that are sent at once run one after the other', async () => {
    const agent = await letta.agent({ script: [{ text: 'first', waitFor: 'gate' }, { text: 'second' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const sent = Promise.all([connection.send('one'), connection.send('two')]);
    await letGo(agent);
    expect((await sent).map(({ text }) => text)).toEqual(['first', 'second']);
    expect(await textsByRequest(agent)).toEqual(inTurns);
  });

  test('turns over two connections run one after the other', async () => {
    const agent = await letta.agent({ script: [{ text: 'first', waitFor: 'gate' }, { text: 'second' }] });
    const one = await connectLetta({ client: letta.client, agentId: agent.id });
    const two = await connectLetta({ client: letta.client, agentId: agent.id });
    const sent = Promise.all([one.send('one'), two.send('two')]);
    await letGo(agent);
    expect((await sent).map(({ text }) => text)).toEqual(['first', 'second']);
    expect(await textsByRequest(agent)).toEqual(inTurns);
  });

  test('concurrent turns that call tools do not interfere', async () => {
    const agent = await letta.agent({
      script: [{ calls: [read] }, { text: 'first' }, { calls: [read] }, { text: 'second' }],
    });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [readFile().tool] });
    const turns = await Promise.all([connection.send('one'), connection.send('two')]);
    expect(turns.map(({ text }) => text)).toEqual(['first', 'second']);
    expect(resultsIn((await agent.requests())[3])).toHaveLength(2);
  });

  test('a turn runs after one that failed', async () => {
    const agent = await letta.agent({ script: [{ error: { status: 400, message: 'no' } }, { text: 'second' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const [first, second] = await Promise.allSettled([connection.send('one'), connection.send('two')]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'model_error' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { text: 'second' } });
  });

  test('a turn that is aborted while it waits is never sent', async () => {
    const agent = await letta.agent({ script: [{ text: 'first', waitFor: 'gate' }, { text: 'third' }] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const stop = new AbortController();
    const first = connection.send('one');
    const second = connection.send('two', { signal: stop.signal });
    stop.abort(new ToolferryError('no_time', 'No time.'));
    await expect(second).rejects.toMatchObject({ code: 'no_time' });
    await agent.open('gate');
    await first;
    await connection.send('three');
    expect(await textsByRequest(agent)).toEqual([['one'], ['one', 'first', 'three']]);
  });

  test('turns in two conversations run concurrently', async () => {
    const agent = await letta.agent({ script: [{ text: 'slow', waitFor: 'gate' }, { text: 'quick' }] });
    const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
    const ownConversation = await connectLetta({ client: letta.client, agentId: agent.id });
    const named = await connectLetta({ client: letta.client, agentId: agent.id, conversationId });
    const slow = ownConversation.send('one');
    while ((await agent.requests()).length === 0);
    expect((await named.send('two')).text).toBe('quick');
    await agent.open('gate');
    expect((await slow).text).toBe('slow');
  });
});
