import { toolResult } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';
import { sendAndStop } from '../support/stopped-client.ts';
import { generate, majors } from './support/majors.ts';

const letta = useLetta();
const read = (path: string, id = `call_${path}`) => ({ name: 'read_file', arguments: { path }, id });

describe.each(majors)('generateText of ai $major', ({ sdk, Agent }) => {
  test('generateText runs client tools over several steps, and the agent reads their results', async () => {
    const agent = await letta.agent({
      script: [{ text: 'First a.', calls: [read('a')] }, { calls: [read('b')] }, { text: 'Both read.' }],
    });
    const { tool, ran } = readFile();
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const result = await generate(sdk, {
      model: lettaModel({ client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'read both',
    });
    expect(result).toMatchObject({ text: 'Both read.', finishReason: 'stop', steps: 3, totalTokens: 45 });
    expect(ran).toEqual(['a', 'b']);
    expect(result.partsOf('tool-result').map(({ output }) => output)).toEqual(['content of a', 'content of b']);
    const [first, , third] = await agent.requests();
    expect(toolsIn(first)).toEqual(['read_file']);
    expect(resultsIn(third)).toEqual([
      { id: 'call_a', status: 'OK', message: 'content of a' },
      { id: 'call_b', status: 'OK', message: 'content of b' },
    ]);
    const sent = messageBodies().map(({ messages }) => messages.map(({ type }) => type));
    expect(sent).toEqual([['message'], ['approval'], ['approval']]);
    expect(new Set(result.ids).size).toBe(3);
    expect(result.ids.every((id) => id.startsWith('run-'))).toBe(true);
  });

  test('generateText answers parallel calls in one request, in request order', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b'), read('c')] }, { text: 'All.' }] });
    const { tool, ran } = readFile();
    const result = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect(result).toMatchObject({ text: 'All.', steps: 2 });
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(resultsIn((await agent.requests())[1]).map(({ id }) => id)).toEqual(['call_a', 'call_b', 'call_c']);
  });

  test('generateText sends the agent the reason why a tool failed', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'Sorry.' }] });
    const { tool } = readFile({
      handler: () => {
        throw new Error('no such file');
      },
    });
    const result = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect(result.text).toBe('Sorry.');
    const [toolResult] = resultsIn((await agent.requests())[1]);
    expect(toolResult).toMatchObject({
      id: 'call_a',
      status: 'Failed',
      message: expect.stringMatching(/^Error: .*no such file/),
    });
  });

  test('generateText sends the agent the problem of its input, and the corrected call runs', async () => {
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'read_file', arguments: 'not json' }] }, { calls: [read('a')] }, { text: 'Read.' }],
    });
    const { tool, ran } = readFile();
    const result = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect(result.text).toBe('Read.');
    expect(ran).toEqual(['a']);
    expect(resultsIn((await agent.requests())[1])[0]).toMatchObject({
      status: 'Failed',
      message: expect.stringMatching(/invalid/i),
    });
  });

  test('generateText sends images in results as images', async () => {
    const data = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const agent = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'Nice.' }] });
    const { tool } = readFile({
      handler: () =>
        toolResult({
          content: [
            { type: 'text', text: 'the picture' },
            { type: 'file', mediaType: 'image/png', data },
          ],
        }),
    });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const result = await generate(sdk, {
      model: lettaModel({ client, agentId: agent.id }),
      tools: createToolsFromClient([tool]),
      prompt: 'look',
    });
    expect(result.text).toBe('Nice.');
    expect(messageBodies()[1]?.messages[0]?.approvals).toEqual([
      {
        type: 'tool',
        tool_call_id: 'call_a',
        status: 'success',
        tool_return: [
          { type: 'text', text: 'the picture' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
        ],
      },
    ]);
  });

  test('generateText sends only the new messages of a stored conversation', async () => {
    const agent = await letta.agent({
      script: [{ calls: [read('a')] }, { text: 'Read.' }, { text: 'You are welcome.' }],
    });
    const { tool } = readFile();
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const model = lettaModel({ client, agentId: agent.id });
    const tools = createToolsFromClient([tool]);
    const first = await generate(sdk, { model, tools, messages: [{ role: 'user', content: 'read a' }] });
    const stored = JSON.parse(JSON.stringify([{ role: 'user', content: 'read a' }, ...first.messages])) as unknown[];
    const second = await generate(sdk, { model, tools, messages: [...stored, { role: 'user', content: 'thanks' }] });
    expect(second.text).toBe('You are welcome.');
    expect(messageBodies()).toHaveLength(3);
    expect(messageBodies()[2]?.messages).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'text', text: 'thanks' }] },
    ]);
  });

  test('generateText continues in another process with results of the user and the message after them', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a'), read('b')] }, { text: 'I see.' }] });
    const { tool } = readFile();
    const { handler: _, ...shown } = tool;
    const tools = createToolsFromClient([shown]);
    const settings = { model: lettaModel({ client: letta.client, agentId: agent.id }), tools };
    const first = await generate(sdk, { ...settings, prompt: 'go' });
    expect(first).toMatchObject({ finishReason: 'tool-calls', steps: 1 });

    const result = (toolCallId: string, value: string) => {
      const output = { type: 'text', value };
      return { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName: 'read_file', output }] };
    };
    const { client, sent, messageBodies } = recordingClient(letta.baseUrl);
    const stored = JSON.parse(JSON.stringify(first.messages)) as unknown[];
    const second = await generate(sdk, {
      tools,
      model: lettaModel({ client, agentId: agent.id }),
      messages: [...stored, result('call_b', 'B'), result('call_a', 'A'), { role: 'user', content: 'and be brief' }],
    });
    expect(second.text).toBe('I see.');
    expect(messageBodies()).toHaveLength(1);
    // The pending calls are in the messages: the agent is read once, for its type and context window.
    expect(sent.filter(({ method, path }) => method === 'GET' && !path.includes('/tools'))).toHaveLength(1);
    const [, request] = await agent.requests();
    expect(resultsIn(request).map(({ id, message }) => [id, message])).toEqual([
      ['call_a', 'A'],
      ['call_b', 'B'],
    ]);
    expect(request?.messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('and be brief') });
  });

  test('generateText does not answer pending calls of another conversation with the same agent', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a')] }, { calls: [read('b')] }, { text: 'Read b.' }] });
    const { tool, ran } = readFile();
    await sendAndStop(letta.client, agent.id, { tools: [tool] });
    const { id: conversationId } = await letta.client.conversations.create({ agent_id: agent.id });
    const result = await generate(sdk, {
      model: lettaModel({ client: letta.client, agentId: agent.id, conversationId }),
      tools: createToolsFromClient([tool]),
      prompt: 'go',
    });
    expect(result).toMatchObject({ text: 'Read b.', steps: 2 });
    expect(ran).toEqual(['b']);
    expect(await waitingIds(letta.client, agent.id)).toEqual(['call_a']);
    expect(await waitingIds(letta.client, agent.id, conversationId)).toEqual([]);
  });

  test('a Letta model can be used in the AI SDK agent class', async () => {
    const agent = await letta.agent({ script: [{ calls: [read('a')] }, { text: 'Read.' }] });
    const { tool, ran } = readFile();
    const tools = createToolsFromClient([tool]);
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const { text } = await new Agent({ model, tools, stopWhen: sdk.stepCountIs(5) }).generate({ prompt: 'go' });
    expect(text).toBe('Read.');
    expect(ran).toEqual(['a']);
  });
});
