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

/**
 * A server tool that returns a greeting. It has no parameters, because the sandbox takes 15 s longer for a tool that has some.
 */
const greetTool = (name: string) =>
  letta.pythonTool(`def ${name}() -> str:\n    """Greets."""\n    return "hello of ${name}"`);

/** A provider's tool in the format of each major. */
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

const reportedParts = (name: string) => [
  { type: 'tool-call', toolName: name, input: {} },
  { type: 'tool-result', toolName: name, input: {}, output: `hello of ${name}` },
];

describe.each(majors.filter(({ major }) => major !== 5))('with ai $major', ({ sdk }) => {
  test('calls of server tools are provider-executed and have their results', async () => {
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
    expect(serverParts(content)).toEqual(reportedParts('greet_shown'));
  });

  test('streamText has calls of server tools between the text before and after them', async () => {
    await greetTool('greet_streamed');
    const agent = await letta.agent({
      script: [{ text: 'I greet.', calls: [call('greet_streamed')] }, { text: 'Greeted.' }],
      tools: ['greet_streamed'],
    });
    const { parts } = await stream(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      prompt: 'go',
    });
    expect(serverParts(parts)).toEqual(reportedParts('greet_streamed'));
    const order = parts.map(({ type }) => type).filter((type) => /^(text-start|text-end|tool)/.test(type));
    expect(order).toEqual(['text-start', 'text-end', 'tool-call', 'tool-result', 'text-start', 'text-end']);
  });

  test('a server tool call in the same step as a client tool call is reported with its result after the client tool has run', async () => {
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
    expect(serverParts(content)).toEqual(reportedParts('greet_deferred'));
  });

  test('a failed server tool call is a tool error', async () => {
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

  test('server tool parts in stored messages are not sent to the agent again', async () => {
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

  test('server tool calls with a repeated id are reported with unique ids', async () => {
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

describe('with ai 5, which fails on calls of unknown tools', () => {
  const { sdk } = majors[0];

  test('generateText of ai 5 omits server tool calls and has the text', async () => {
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

  test('streamText of ai 5 omits server tool calls with serverTools: declared, and has an error part without it', async () => {
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
  test('serverTools: declared reports the server tools that the tool set declares', async () => {
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
    expect(serverParts(content)).toEqual(reportedParts('greet_declared'));
  });

  test('toolChoice: none offers no client tools and reports no server tool calls, although the server runs them', async () => {
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

  test('a server tool call that requires approval is denied, alone or in the same step as a client tool call', async () => {
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

test('a gated server tool call with the id of an earlier client tool call is denied and does not get its result', async () => {
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

test('the turn of an agent that repeats a call which cannot be approved is ended without pending calls', async () => {
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

test('a client tool with the name of an ungated server tool is refused, and may replace a gated one', async () => {
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
