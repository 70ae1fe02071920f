import { jsonSchema } from 'ai';
import { jsonSchema as jsonSchemaOfFive } from 'ai-v5';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';
import { generate, majors, type Part, stream } from './support/majors.ts';

const letta = useLetta();
const read = (path: string) => ({ name: 'read_file', arguments: { path }, id: `call_${path}` });
const call = (name: string) => ({ name, arguments: {}, id: `call_${name}` });
const fetching = (url: string) => ({ name: 'fetch_gated', arguments: { url }, id: `call_${url}` });

/** A tool of the server that says hello. Without parameters, because the sandbox takes 15 s longer for one that has some. */
const greetTool = (name: string) =>
  letta.pythonTool(`def ${name}() -> str:\n    """Greets."""\n    return "hello of ${name}"`);

/** A provider's tool as each major writes it. */
const declaration = (major: number, name: string) => {
  const shared = { id: `letta.${name}`, args: {} };
  return major === 5
    ? { ...shared, type: 'provider-defined', name, inputSchema: jsonSchemaOfFive({ type: 'object' }) }
    : { ...shared, type: 'provider', isProviderExecuted: true, inputSchema: jsonSchema({ type: 'object' }) };
};

const serverParts = (parts: readonly Part[]) =>
  parts
    .filter(({ providerExecuted }) => providerExecuted)
    .map(({ type, toolName, input, output }) => ({ type, toolName, input, ...(output !== undefined && { output }) }));

const told = (name: string) => [
  { type: 'tool-call', toolName: name, input: {} },
  { type: 'tool-result', toolName: name, input: {}, output: `hello of ${name}` },
];

describe.each(majors.filter(({ major }) => major !== 5))('with ai $major', ({ sdk }) => {
  test("the calls of the agent's own tools are provider-executed, with their results", async () => {
    await greetTool('greet_shown');
    const agent = await letta.agent({
      script: [{ text: 'I greet.', calls: [call('greet_shown')] }, { text: 'Greeted.' }],
      tools: ['greet_shown'],
    });
    const { content, text, finishReason, steps } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    expect({ finishReason, steps }).toEqual({ finishReason: 'stop', steps: 1 });
    expect(text).toBe('I greet.Greeted.');
    expect(content.map(({ type }) => type)).toEqual(['text', 'tool-call', 'tool-result', 'text']);
    expect(serverParts(content)).toEqual(told('greet_shown'));
  });

  test('streamText has them between the text before and after', async () => {
    await greetTool('greet_streamed');
    const agent = await letta.agent({
      script: [{ text: 'I greet.', calls: [call('greet_streamed')] }, { text: 'Greeted.' }],
      tools: ['greet_streamed'],
    });
    const { parts } = await stream(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    expect(serverParts(parts)).toEqual(told('greet_streamed'));
    const order = parts.map(({ type }) => type).filter((type) => /^(text-start|text-end|tool)/.test(type));
    expect(order).toEqual(['text-start', 'text-end', 'tool-call', 'tool-result', 'text-start', 'text-end']);
  });

  test('one that was asked for beside a local tool is told when it ran, with the local result', async () => {
    await greetTool('greet_deferred');
    const agent = await letta.agent({
      script: [{ calls: [call('greet_deferred'), read('a')] }, { text: 'Both.' }],
      tools: ['greet_deferred'],
    });
    const { tool, ran } = readFile();
    const { content, text, steps } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect({ text, steps, ran }).toEqual({ text: 'Both.', steps: 2, ran: ['a'] });
    expect(serverParts(content)).toEqual(told('greet_deferred'));
  });

  test('a failed one is a tool error', async () => {
    await letta.pythonTool('def fail_here() -> str:\n    """Fails."""\n    raise ValueError("out of paper")');
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'fail_here', arguments: {} }] }, { text: 'Sorry.' }],
      tools: ['fail_here'],
    });
    const { partsOf, text } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    expect(text).toBe('Sorry.');
    expect(partsOf('tool-error')).toMatchObject([
      { toolName: 'fail_here', providerExecuted: true, error: expect.stringContaining('out of paper') },
    ]);
  });

  test('their parts in stored messages are no news for the agent', async () => {
    await greetTool('greet_stored');
    const agent = await letta.agent({
      script: [{ calls: [call('greet_stored')] }, { text: 'Greeted.' }, { text: 'Bye.' }],
      tools: ['greet_stored'],
    });
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const first = await generate(sdk, { model, prompt: 'go' });
    const stored = JSON.parse(JSON.stringify(first.messages)) as unknown[];
    const second = await generate(sdk, { model, messages: [...stored, { role: 'user', content: 'thanks' }] });
    expect(second.text).toBe('Bye.');
  });

  test('a model that repeats a call id is told under ids of their own', async () => {
    await greetTool('greet_again');
    const same = { ...call('greet_again'), id: 'call_0' };
    const agent = await letta.agent({
      script: [
        { calls: [same] },
        { calls: [{ ...read('a'), id: 'call_0' }] },
        { calls: [{ ...read('b'), id: 'call_0' }] },
        { calls: [same] },
        { text: 'All.' },
      ],
      tools: ['greet_again'],
    });
    const { tool, ran } = readFile();
    const { partsOf, text } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect({ text, ran }).toEqual({ text: 'All.', ran: ['a', 'b'] });
    expect(new Set(partsOf('tool-call').map(({ toolCallId }) => toolCallId)).size).toBe(4);
    expect(partsOf('tool-result').map(({ output }) => output)).toEqual([
      'hello of greet_again',
      'content of a',
      'content of b',
      'hello of greet_again',
    ]);
  });
});

describe('with ai 5, which fails on calls of tools that it was not given', () => {
  const { sdk } = majors[0];

  test('generateText leaves them out, and the answer is there', async () => {
    await greetTool('greet_hidden');
    const agent = await letta.agent({
      script: [{ calls: [call('greet_hidden'), read('a')] }, { text: 'Both.' }],
      tools: ['greet_hidden'],
    });
    const { tool } = readFile();
    const { content, text } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect(text).toBe('Both.');
    expect(serverParts(content)).toEqual([]);
    expect(
      resultsIn((await agent.requests())[1])
        .map(({ message }) => message)
        .sort(),
    ).toEqual(['content of a', 'hello of greet_hidden']);
  });

  test('streamText does with serverTools: declared, and has an error part without', async () => {
    await greetTool('greet_five');
    const script = [{ calls: [call('greet_five')] }, { text: 'Greeted.' }];
    const run = async (serverTools: 'all' | 'declared') => {
      const agent = await letta.agent({ script, tools: ['greet_five'] });
      const model = lettaModel({ client: letta.client, agentId: agent.id, serverTools });
      const { parts, partsOf } = await stream(sdk, { model, prompt: 'go' });
      return { errors: partsOf('error').length, parts: serverParts(parts), end: parts.at(-1)?.type };
    };
    expect(await run('declared')).toEqual({ errors: 0, parts: [], end: 'finish' });
    expect(await run('all')).toMatchObject({ errors: 1 });
  });
});

describe.each(majors)('with ai $major', ({ major, sdk }) => {
  test('serverTools: declared tells those that the tool set declares', async () => {
    await greetTool('greet_declared');
    await greetTool('greet_undeclared');
    const agent = await letta.agent({
      script: [{ calls: [call('greet_declared'), call('greet_undeclared')] }, { text: 'Greeted.' }],
      tools: ['greet_declared', 'greet_undeclared'],
    });
    const settings = {
      model: lettaModel({ client: letta.client, agentId: agent.id, serverTools: 'declared' }),
      tools: { greet_declared: declaration(major, 'greet_declared') },
    };
    const { content, text, warnings } = await generate(sdk, { ...settings, prompt: 'go' });
    expect({ text, warnings }).toEqual({ text: 'Greeted.', warnings: [] });
    expect(serverParts(content)).toEqual(told('greet_declared'));
  });

  test('toolChoice: none offers no local tool and tells no call of the server, which runs its own', async () => {
    await greetTool('greet_silent');
    const agent = await letta.agent({
      script: [{ calls: [call('greet_silent')] }, { text: 'Greeted.' }],
      tools: ['greet_silent'],
    });
    const { tool } = readFile();
    const { content, text } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      toolChoice: 'none',
      prompt: 'go',
    });
    expect(text).toBe('Greeted.');
    expect(serverParts(content)).toEqual([]);
    const offered = (await agent.requests()).map(({ tools }) => tools?.map(({ function: { name } }) => name));
    expect(offered).toEqual([['greet_silent'], ['greet_silent']]);
  });

  test('one that waits for approval is denied, alone or beside a local call', async () => {
    await fetchTool(letta.client, 'fetch_gated', { isGated: true });
    const agent = await letta.agent({
      script: [{ calls: [fetching('x')] }, { calls: [fetching('y'), read('a')] }, { text: 'Then not.' }],
      tools: ['fetch_gated'],
    });
    const { tool, ran } = readFile();
    const { text, partsOf } = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect({ text, ran }).toEqual({ text: 'Then not.', ran: ['a'] });
    const [, second, third] = await agent.requests();
    const denied = { status: 'Failed', message: expect.stringContaining('this client can neither run nor approve it') };
    expect(resultsIn(second)).toMatchObject([{ id: 'call_x', ...denied }]);
    expect(resultsIn(third)).toMatchObject([
      { id: 'call_x' },
      { id: 'call_a', status: 'OK' },
      { id: 'call_y', ...denied },
    ]);
    const shown = partsOf('tool-error').map(({ toolName, input, error }) => ({ toolName, input, error }));
    const both = ['x', 'y'].map((url) => ({ toolName: 'fetch_gated', input: { url }, error: denied.message }));
    expect(shown).toEqual(major === 5 ? [] : both);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });
});

test('a gated call under the id of an earlier local one is denied, and does not get its result', async () => {
  await fetchTool(letta.client, 'fetch_same', { isGated: true });
  const gated = { name: 'fetch_same', arguments: { url: 'x' }, id: 'call_a' };
  const agent = await letta.agent({
    script: [{ calls: [read('a')] }, { calls: [gated] }, { text: 'Then not.' }],
    tools: ['fetch_same'],
  });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const tools = createToolsFromClient([readFile().tool]);
  const model = lettaModel({ client, agentId: agent.id });
  expect((await generate(majors[2].sdk, { model, tools, prompt: 'go' })).text).toBe('Then not.');
  expect(messageBodies().map(({ messages }) => messages[0]?.approvals)).toMatchObject([
    undefined,
    [{ type: 'tool', tool_call_id: 'call_a', tool_return: 'content of a' }],
    [{ type: 'approval', tool_call_id: 'call_a', approve: false }],
  ]);
});

test('an agent that insists on a tool which cannot be approved ends its turn, and waits for nothing', async () => {
  await fetchTool(letta.client, 'fetch_insisting', { isGated: true });
  const insist = { calls: [{ name: 'fetch_insisting', arguments: { url: 'x' } }] };
  const agent = await letta.agent({ script: Array.from({ length: 6 }, () => insist), tools: ['fetch_insisting'] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  await expect(generate(majors[2].sdk, { model, prompt: 'go' })).rejects.toMatchObject({
    code: 'max_rounds',
    message: expect.stringContaining('"fetch_insisting"'),
  });
  expect(await waitingIds(letta.client, agent.id)).toEqual([]);
});

test('a local tool with the name of one that the server runs is refused, and may stand in for one that waits', async () => {
  await greetTool('greet_free');
  await fetchTool(letta.client, 'fetch_held', { isGated: true });
  const agent = await letta.agent({
    script: [{ calls: [{ name: 'fetch_held', arguments: { path: 'x' } }] }, { text: 'Fetched here.' }],
    tools: ['greet_free', 'fetch_held'],
  });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const run = (name: string) =>
    generate(majors[2].sdk, { model, tools: createToolsFromClient([readFile({ name }).tool]), prompt: 'go' });
  await expect(run('greet_free')).rejects.toMatchObject({
    code: 'invalid_tool',
    message: expect.stringContaining('"greet_free"'),
  });
  expect(await agent.requests()).toEqual([]);
  const { text, partsOf } = await run('fetch_held');
  expect(text).toBe('Fetched here.');
  expect(partsOf('tool-result')).toMatchObject([{ toolName: 'fetch_held', output: 'content of x' }]);
});
