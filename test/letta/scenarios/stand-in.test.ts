import { type Approve, type ClientTool, defineTool } from 'toolferry';
import { connectLetta } from 'toolferry/letta';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();

beforeAll(async () => {
  if (letta.baseUrl === '') return;
  await fetchTool(letta.client, 'fetch_open');
  await fetchTool(letta.client, 'fetch_closed', { isGated: true });
});

/** A client tool with the name and input of a server tool. */
function localFetch(name: string, metadata?: ClientTool['metadata']) {
  const ran: string[] = [];
  const tool = defineTool({
    name,
    description: 'Fetch a page from here',
    inputSchema: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] } as const,
    metadata,
    handler: ({ url }) => {
      ran.push(url);
      return `LOCAL of ${url}`;
    },
  });
  return { tool: tool as ClientTool, ran };
}

describe('32-name-collision', () => {
  test('32-name-collision: a client tool with the name of a server tool is refused before anything is sent to the agent', async () => {
    const agent = await letta.agent({ script: [], tools: ['fetch_open', 'fetch_closed'] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const tools = [localFetch('fetch_open').tool, localFetch('fetch_closed').tool, readFile().tool];
    await expect(connectLetta({ client, agentId: agent.id, tools })).rejects.toMatchObject({
      code: 'invalid_tool',
      message: expect.stringMatching(/"fetch_open", "fetch_closed".*standIn/),
    });
    expect(messageBodies()).toEqual([]);
    expect(await agent.requests()).toEqual([]);
  });

  test('32-name-collision: a client tool with the name of a server tool is also refused later, together with the tools added with it', async () => {
    const agent = await letta.agent({ script: [{ text: 'Hello.' }], tools: ['fetch_open'] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id });
    const added = [readFile().tool, localFetch('fetch_open').tool];
    expect(() => connection.provideTools(added)).toThrow(expect.objectContaining({ code: 'invalid_tool' }));
    expect(connection.bridge.tools.get('read_file')).toBeUndefined();
    await connection.send('hi');
    expect(toolsIn((await agent.requests())[0])).toEqual(['fetch_open']);
  });

  test.each([
    { what: 'an ungated server tool', standIn: ['fetch_open'], message: /"fetch_open".*requires approval/ },
    { what: 'a missing client tool', standIn: ['fetch_closed'], message: /"fetch_closed".*no such client tool/ },
  ])('32-name-collision: `standIn` for $what is refused', async ({ standIn, message }) => {
    const agent = await letta.agent({ script: [], tools: ['fetch_open', 'fetch_closed'] });
    const connecting = connectLetta({
      client: letta.client,
      agentId: agent.id,
      tools: standIn.includes('fetch_open') ? [localFetch('fetch_open').tool] : [],
      standIn,
    });
    await expect(connecting).rejects.toMatchObject({ code: 'invalid_tool', message: expect.stringMatching(message) });
  });
});

describe('42-update-approval-raw', () => {
  test('42-update-approval-raw: a client tool replaces a gated server tool, which does not run', async () => {
    const script = [
      { calls: [{ name: 'fetch_closed', arguments: { url: 'U' } }] },
      { calls: [{ name: 'fetch_closed', arguments: { url: 'V' } }] },
      { text: 'Done.' },
    ];
    const agent = await letta.agent({ script, tools: ['fetch_closed'] });
    const { tool, ran } = localFetch('fetch_closed');
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool], standIn: ['fetch_closed'] });
    expect([...connection.bridge.tools].filter(({ name }) => name === 'fetch_closed')).toEqual([tool]);
    const turn = await connection.send('go');
    expect(turn.text).toBe('Done.');
    expect(ran).toEqual(['U', 'V']);
    const [first, , third] = await agent.requests();
    expect(toolsIn(first)).toEqual(['fetch_closed']);
    expect(resultsIn(third).map(({ message }) => message)).toEqual(['LOCAL of U', 'LOCAL of V']);
    // The server already has a tool with this name, so it is not offered.
    expect(messageBodies().map(({ client_tools }) => client_tools)).toEqual([undefined, undefined, undefined]);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('42-update-approval-raw: a tool that a rule gates for one agent counts as gated', async () => {
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'fetch_open', arguments: { url: 'U' } }] }],
      tools: ['fetch_open'],
    });
    const requires_approval = { body: { requires_approval: true } };
    await letta.client.patch(`/v1/agents/${agent.id}/tools/approval/fetch_open`, requires_approval);
    const { tool, ran } = localFetch('fetch_open');
    const connection = await connectLetta({
      client: letta.client,
      agentId: agent.id,
      tools: [tool],
      standIn: ['fetch_open'],
    });
    await connection.send('go');
    expect(ran).toEqual(['U']);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'LOCAL of U' }]);
  });

  test('42-update-approval-raw: a stand-in requires approval like every client tool', async () => {
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'fetch_closed', arguments: { url: 'U' } }] }],
      tools: ['fetch_closed'],
    });
    const { tool, ran } = localFetch('fetch_closed', { requiresApproval: true });
    const approve = vi.fn<Approve>(() => ({ approved: false, reason: 'not today' }));
    const options = { client: letta.client, agentId: agent.id, tools: [tool], standIn: ['fetch_closed'], approve };
    await (await connectLetta(options)).send('go');
    expect(approve).toHaveBeenCalledOnce();
    expect(ran).toEqual([]);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: expect.stringContaining('not today') }]);
  });

  test('42-update-approval-raw: without a stand-in the server runs an approved tool', async () => {
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'fetch_closed', arguments: { url: 'U' } }] }],
      tools: ['fetch_closed'],
    });
    await (await connectLetta({ client: letta.client, agentId: agent.id, approve: () => true })).send('go');
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'BODY of U' }]);
  }, 60_000);
});
