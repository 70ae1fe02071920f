import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { runsOf, waitingIds } from '../support/server-state.ts';
import { generate, majors, stream } from './support/majors.ts';

const letta = useLetta();
const call = { name: 'read_file', arguments: { path: 'a' }, id: 'call_a' };
const reason = new DOMException('the user had enough', 'AbortError');

/** Resolves when the agent's newest run is cancelled. */
const cancelled = (agentId: string) =>
  expect.poll(async () => (await runsOf(letta.client, agentId))[0]?.status, { timeout: 60_000 }).toBe('cancelled');

describe.each(majors)('an abort with ai $major', ({ sdk }) => {
  test('an abort of generateText while the agent works cancels the run and rejects with the reason', async () => {
    const agent = await letta.agent({ script: [{ text: 'Late.', waitFor: 'gate' }, { text: 'Here again.' }] });
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const controller = new AbortController();
    const ended = generate(sdk, { model, prompt: 'go', abortSignal: controller.signal });
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
    const rejected = expect(ended).rejects.toBe(reason);
    controller.abort(reason);
    await cancelled(agent.id);
    await agent.open('gate');
    await rejected;
    expect((await generate(sdk, { model, prompt: 'and now?' })).text).toBe('Here again.');
  });

  test('an abort of generateText while a tool runs leaves a call that is answered with the next message', async () => {
    const agent = await letta.agent({ script: [{ calls: [call] }, { text: 'Never mind.' }] });
    const controller = new AbortController();
    const { tool } = readFile({ handler: () => controller.abort(reason) });
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const tools = createToolsFromClient([tool]);
    const ended = generate(sdk, { model, tools, prompt: 'go', abortSignal: controller.signal });
    await expect(ended).rejects.toBe(reason);
    const next = await generate(sdk, { model, tools, prompt: 'forget it' });
    expect(next.text).toBe('Never mind.');
    const request = (await agent.requests()).at(-1);
    expect(resultsIn(request)).toEqual([
      { id: 'call_a', status: 'Failed', message: 'Error: There is no result: the client continued without this call.' },
    ]);
    expect(request?.messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('forget it') });
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });

  test('an abort of streamText ends the stream, cancels the run and leaves no pending calls', async () => {
    const agent = await letta.agent({
      script: [
        { text: 'One.', calls: [call] },
        { text: 'Late.', waitFor: 'gate' },
      ],
    });
    const model = lettaModel({ client: letta.client, agentId: agent.id });
    const { tool } = readFile();
    const controller = new AbortController();
    const settings = { model, tools: createToolsFromClient([tool]), prompt: 'go', abortSignal: controller.signal };
    const streamed = stream(sdk, settings);
    await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(2);
    controller.abort(reason);
    await cancelled(agent.id);
    await agent.open('gate');
    const { parts } = await streamed;
    expect(parts.at(-1)?.type).toBe('abort');
    expect(parts.some(({ text }) => text === 'Late.')).toBe(false);
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
  });
});

test('cancelling a stream resolves after the run was cancelled', async () => {
  const agent = await letta.agent({ script: [{ calls: [call], waitFor: 'gate' }] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'go' }] }] });
  const reader = stream.getReader();
  expect((await reader.read()).value).toEqual({ type: 'stream-start', warnings: [] });
  await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
  const left = reader.cancel();
  await cancelled(agent.id);
  await agent.open('gate');
  await left;
  expect(await waitingIds(letta.client, agent.id)).toEqual([]);
});

test('an aborted stream of the model fails with the reason and has no later parts', async () => {
  const agent = await letta.agent({ script: [{ text: 'Late.', waitFor: 'gate' }] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const controller = new AbortController();
  const prompt = [{ role: 'user', content: [{ type: 'text', text: 'go' }] }];
  const { stream } = await model.doStream({ prompt, abortSignal: controller.signal });
  const reader = stream.getReader();
  expect((await reader.read()).value?.type).toBe('stream-start');
  await expect.poll(agent.requests, { timeout: 60_000 }).toHaveLength(1);
  const broken = expect(reader.read()).rejects.toBe(reason);
  controller.abort(reason);
  await cancelled(agent.id);
  await agent.open('gate');
  await broken;
});

test('a call of the model with an aborted signal sends nothing', async () => {
  const agent = await letta.agent({ script: [] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const abortSignal = AbortSignal.abort(reason);
  const prompt = [{ role: 'user', content: [{ type: 'text', text: 'go' }] }];
  await expect(model.doGenerate({ prompt, abortSignal })).rejects.toBe(reason);
  expect(await runsOf(letta.client, agent.id)).toEqual([]);
});
