/** Agents of both frameworks call every tool of three real servers, with progress and aborts. */
import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AIMessage } from '@langchain/core/messages';
import { generateText, isStepCount, streamText } from 'ai';
import { createAgent, fakeModel } from 'langchain';
import { createBridge } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { fromMCPClient } from 'toolferry/mcp';
import { afterAll, describe, expect, test } from 'vitest';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { type ClientKind, clientKinds } from '../peers/mcp/connect-client.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';
import { taskIn } from './support/agent-task.ts';
import { runInAISDK, runInLangChain } from './support/run-task.ts';

const connect = useMCP();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'toolferry-mcp-')));
  folders.push(folder);
  writeFileSync(path.join(folder, 'a.txt'), 'hello\nworld');
  writeFileSync(path.join(folder, 'a.png'), Buffer.from('iVBORw0KGgo=', 'base64'));
  return folder;
}

async function connectAll(kind: ClientKind, folder: string) {
  const asked: string[] = [];
  const bridge = createBridge({
    approve: ({ call, reason }) => {
      asked.push(`${call.name}: ${reason}`);
      return !JSON.stringify(call.input).includes('Bob"]');
    },
  });
  const memory = { MEMORY_FILE_PATH: path.join(folder, 'memory.jsonl') };
  await fromMCPClient(await connect(kind, 'everything'), { bridge, namespace: 'all' });
  await fromMCPClient(await connect(kind, 'filesystem', [folder]), { bridge, namespace: 'fs' });
  await fromMCPClient(await connect(kind, 'memory', [], memory), { bridge, namespace: 'memory' });
  return { bridge, asked };
}

describe.each(clientKinds)('three servers, with %s', (kind) => {
  test.each([
    ['LangChain', runInLangChain],
    ['the AI SDK', runInAISDK],
  ])('an agent of %s calls every tool of three servers', { timeout: 60_000 }, async (_, run) => {
    const folder = createFolder();
    const { bridge, asked } = await connectAll(kind, folder);
    const turns = taskIn(folder);
    const shown = await run(bridge, turns);
    const expected = turns.flat().map(({ expected, fails = false, image }) => ({
      text: expected,
      failed: fails,
      image: image === undefined ? undefined : expect.stringMatching(`^${image}`),
    }));
    expect(shown).toEqual(expected);
    const called = new Set(turns.flat().map(({ name }) => name));
    expect([...called].sort()).toEqual([...toLangChain(bridge)].map(({ name }) => name).sort());
    expect(readFileSync(path.join(folder, 'd/c.txt'), 'utf8')).toBe('c');
    expect(readFileSync(path.join(folder, 'memory.jsonl'), 'utf8')).toContain('Bob');
    expect(asked).toEqual(
      ['fs_write_file', 'fs_edit_file', 'fs_move_file', 'memory_delete_observations', 'memory_delete_relations']
        .concat(['memory_delete_entities', 'memory_delete_entities'])
        .map((name) => `${name}: it is destructive`),
    );
  });
});

describe('a long operation of a real server', () => {
  const connectLong = async () => {
    const bridge = createBridge();
    await fromMCPClient(await connect('client 2', 'everything'), { bridge });
    return bridge;
  };
  const name = 'trigger-long-running-operation';
  const short = { duration: 0.2, steps: 2 };
  const long = { duration: 600, steps: 6000 };
  const first = { progress: 1, total: 2 };

  test('a long operation reports its progress in a LangChain stream', async () => {
    const model = fakeModel().respondWithTools([{ id: 'c1', name, args: short }]);
    const agent = createAgent({ model: model.respond(new AIMessage('done')), tools: toLangChain(await connectLong()) });
    const reports: unknown[] = [];
    for await (const chunk of await agent.stream({ messages: 'go' }, { streamMode: 'custom' })) reports.push(chunk);
    expect(reports[0]).toEqual({ toolCallId: 'c1', name, progress: first });
  });

  test('a long operation reports its progress in an AI SDK stream', async () => {
    const { model } = scriptedModel([{ name, input: short }]);
    const tools = toAISDK(await connectLong(), { progress: true });
    const { stream } = streamText({ model, tools, stopWhen: isStepCount(2), prompt: 'go' });
    const reports: unknown[] = [];
    for await (const part of stream) if (part.type === 'tool-result' && part.preliminary) reports.push(part.output);
    expect(reports[0]).toEqual(first);
  });

  test('aborting a LangChain agent ends a long operation at once', async () => {
    const model = fakeModel().respondWithTools([{ id: 'c1', name, args: long }]);
    const agent = createAgent({ model, tools: toLangChain(await connectLong()) });
    const leaving = new AbortController();
    const run = async () => {
      const stream = await agent.stream({ messages: 'go' }, { streamMode: 'custom', signal: leaving.signal });
      for await (const _ of stream) leaving.abort(new Error('the user left'));
    };
    await expect(run()).rejects.toThrow('the user left');
  });

  test('aborting an AI SDK agent ends a long operation at once', async () => {
    const { model } = scriptedModel([{ name, input: long }]);
    const bridge = await connectLong();
    const leaving = new AbortController();
    const execute: typeof bridge.execute = (call, options) =>
      bridge.execute(call, { ...options, onProgress: () => leaving.abort(new Error('the user left')) });
    const tools = toAISDK({ ...bridge, execute });
    const abortSignal = leaving.signal;
    await expect(generateText({ model, tools, abortSignal, stopWhen: isStepCount(2), prompt: 'go' })).rejects.toThrow(
      'the user left',
    );
  });
});
