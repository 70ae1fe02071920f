import * as ai from 'ai';
import {
  type AgentEvent,
  type BridgeOptions,
  createBridge,
  defineTool,
  type Pause,
  type RunEvent,
  toolResult,
} from 'toolferry';
import { type AISDKSettings, aiSDKBackend } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { major } from '../support/major.js';
import { scriptedModel } from '../support/scripted-model.js';

const inputSchema = { type: 'object' } as const;

/** A client tool that returns its name and notes its calls. */
function clientTool(name: string, ran: string[], answer: (name: string) => unknown = (each) => `${each} here`) {
  return defineTool({
    name,
    description: name,
    inputSchema,
    handler: () => {
      ran.push(name);
      return answer(name);
    },
  });
}

/** A tool that the agent runs itself. */
function serverTool(name: string, ran: string[]) {
  return ai.tool({
    description: name,
    inputSchema: ai.jsonSchema(inputSchema),
    execute: async () => {
      ran.push(name);
      return { from: name };
    },
  });
}

/** Runs an agent, and returns the output with what the run emitted. */
async function runOf(
  settings: Omit<AISDKSettings, 'model'> & { readonly model: AISDKSettings['model'] },
  tools: BridgeOptions['tools'],
  request: Parameters<ReturnType<typeof aiSDKBackend>['start']>[0] = 'go',
) {
  const events: RunEvent[] = [];
  const bridge = createBridge({ tools });
  const output = await bridge.run(aiSDKBackend(settings), request, { onEvent: (event) => void events.push(event) });
  return {
    output,
    pauses: events.flatMap((event) => (event.type === 'paused' ? [event.pause] : [])),
    emitted: events.flatMap((event) => (event.type === 'backend' ? [event.event as AgentEvent] : [])),
  };
}

test('parallel client tools run here, and the server tool that was called with them runs once', async () => {
  const ran: string[] = [];
  const { model, prompts, saw } = scriptedModel([{ name: 'locate' }, { name: 'sky' }, { name: 'read' }]);
  const tools = { sky: serverTool('sky', ran) };
  const { output, pauses } = await runOf({ model, tools }, [clientTool('locate', ran), clientTool('read', ran)]);
  expect(output).toMatchObject({ text: 'done', finishReason: 'stop' });
  expect(ran.toSorted()).toEqual(['locate', 'read', 'sky']);
  expect(pauses.map(({ calls }) => calls.map(({ id, name, ask }) => ({ id, name, ask })))).toEqual([
    [
      { id: 'call_locate', name: 'locate', ask: undefined },
      { id: 'call_read', name: 'read', ask: undefined },
    ],
  ]);
  expect(saw()).toEqual({
    call_locate: { type: 'text', value: 'locate here' },
    call_read: { type: 'text', value: 'read here' },
    call_sky: { type: 'json', value: { from: 'sky' } },
  });
  expect(prompts[1]?.prompt.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
});

test("the output's messages are what the run adds to the conversation, and its usage is that of all its steps", async () => {
  const { model } = scriptedModel([{ name: 'locate' }]);
  const question = { role: 'user', content: 'go' } as const;
  const { output } = await runOf({ model }, [clientTool('locate', [])], [question]);
  expect(output.messages).toMatchObject([
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'call_locate' }] },
    { role: 'tool', content: [{ type: 'tool-result', output: { type: 'text', value: 'locate here' } }] },
    { role: 'assistant', content: [{ type: 'text', text: 'done' }] },
  ]);
  expect(JSON.parse(JSON.stringify(output))).toEqual(output);
  expect(output.usage).toMatchObject({ inputTokens: 2, outputTokens: 2 });

  const next = scriptedModel();
  await ai.generateText({ model: next.model, messages: [question, ...output.messages] });
  expect(next.prompts[0]?.prompt.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
});

test('the run emits the text, every call, and the results of the tools that the agent ran', async () => {
  const ran: string[] = [];
  const broken = ai.tool({
    inputSchema: ai.jsonSchema(inputSchema),
    execute: async (): Promise<string> => {
      throw new Error('the disk is full');
    },
  });
  const { model } = scriptedModel([
    { type: 'text', text: 'Let me see' },
    { name: 'sky', input: { at: 'noon' } },
    { name: 'broken' },
    { name: 'locate' },
  ]);
  const tools = { sky: serverTool('sky', ran), broken };
  const { emitted } = await runOf({ model, tools }, [clientTool('locate', ran)]);
  const calls = emitted.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []));
  expect(calls).toEqual([
    { id: 'call_sky', name: 'sky', input: { at: 'noon' } },
    { id: 'call_broken', name: 'broken', input: {} },
    { id: 'call_locate', name: 'locate', input: {} },
  ]);
  const results = emitted.flatMap((event) => (event.type === 'tool-result' ? [event.result] : []));
  expect(results.toSorted((a, b) => a.toolName.localeCompare(b.toolName))).toEqual([
    {
      toolCallId: 'call_broken',
      toolName: 'broken',
      output: null,
      error: { code: 'failed', message: 'the disk is full' },
    },
    { toolCallId: 'call_sky', toolName: 'sky', output: { from: 'sky' } },
  ]);
  const texts = emitted.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  expect(texts).toEqual(['Let me see', 'done']);
});

test('a client tool that fails, and one that returns a file, are answered in the form of each major', async () => {
  const { model, saw } = scriptedModel([{ name: 'broken' }, { name: 'picture' }, { name: 'data' }]);
  const broken = clientTool('broken', [], () => {
    throw new Error('no such file');
  });
  const picture = clientTool('picture', [], () =>
    toolResult({ content: [{ type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }] }),
  );
  const data = clientTool('data', [], () => ({ at: new Date(0) }));
  await runOf({ model }, [broken, picture, data]);
  const file =
    major === 7
      ? { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } }
      : { type: major === 6 ? 'image-data' : 'media', mediaType: 'image/png', data: 'iVBORw0KGgo=' };
  expect(saw()).toEqual({
    call_broken: { type: 'error-text', value: 'no such file' },
    call_picture: { type: 'content', value: [expect.objectContaining(file)] },
    call_data: { type: 'json', value: { at: '1970-01-01T00:00:00.000Z' } },
  });
});

test('signatures of reasoning and metadata of calls are in the next prompt', async () => {
  const { model, prompts } = scriptedModel([
    { type: 'reasoning', text: 'where?', providerMetadata: { scripted: { signature: 'signed' } } },
    { name: 'locate', providerMetadata: { scripted: { itemId: 'item_1' } } },
  ]);
  await runOf({ model }, [clientTool('locate', [])]);
  expect(prompts[1]?.prompt[1]?.content).toMatchObject([
    { type: 'reasoning', text: 'where?', providerOptions: { scripted: { signature: 'signed' } } },
    { type: 'tool-call', providerOptions: { scripted: { itemId: 'item_1' } } },
  ]);
});

test("the agent's own tool wins over an offered one of its name, and the model is shown the definitions of the others", async () => {
  const ran: string[] = [];
  const { model, prompts } = scriptedModel([{ name: 'sky' }]);
  const tools = { sky: serverTool('sky', ran) };
  const shadow = clientTool('sky', ran, () => 'the client answered');
  const { pauses } = await runOf({ model, tools }, [shadow, clientTool('locate', ran)]);
  expect(pauses).toEqual([]);
  expect(prompts[0]?.tools?.map(({ name }) => name).toSorted()).toEqual(['locate', 'sky']);
  expect(prompts[0]?.tools?.find(({ name }) => name === 'locate')).toMatchObject({
    description: 'locate',
    inputSchema: { type: 'object', properties: {} },
  });
});

test('a tool of the agent without execute is answered by the bridge, which says so if it has no such tool', async () => {
  const { model, saw } = scriptedModel([{ name: 'locate' }, { name: 'elsewhere' }]);
  const headless = () => ai.tool({ inputSchema: ai.jsonSchema(inputSchema) }) as never;
  await runOf({ model, tools: { locate: headless(), elsewhere: headless() } }, [clientTool('locate', [])]);
  expect(saw()).toMatchObject({
    call_locate: { type: 'text', value: 'locate here' },
    call_elsewhere: { type: 'error-text', value: expect.stringContaining('elsewhere') },
  });
});

test('a call that the AI SDK found invalid goes back to the model, and not to the client', async () => {
  const ran: string[] = [];
  const { model, saw } = scriptedModel([{ name: 'nothing' }, { name: 'locate', input: '{"at":' }]);
  const { pauses } = await runOf({ model }, [clientTool('locate', ran)]);
  expect(pauses).toEqual([]);
  expect(ran).toEqual([]);
  expect(Object.values(saw()).map(({ type }) => type)).toEqual(['error-text', 'error-text']);
});

test('calls of steps that use the same ids are different calls, each with its own answer', async () => {
  const ran: string[] = [];
  let count = 0;
  const counter = clientTool('counter', ran, () => {
    count += 1;
    return count;
  });
  const { model, saw } = scriptedModel(
    [{ name: 'counter', id: 'call_0' }],
    [{ name: 'sky', id: 'call_0' }],
    [
      { name: 'counter', id: 'call_0' },
      { name: 'sky', id: 'call_1' },
    ],
  );
  const { output, pauses, emitted } = await runOf({ model, tools: { sky: serverTool('sky', ran) } }, [counter]);
  expect(output.text).toBe('done');
  expect(ran).toEqual(['counter', 'sky', 'sky', 'counter']);
  expect(pauses.map(({ calls }) => calls.map(({ id }) => id))).toEqual([['call_0'], ['call_0_3']]);
  expect(saw()).toMatchObject({ call_0_3: { value: 2 }, call_1: { value: { from: 'sky' } } });
  const told = emitted.flatMap((event) => (event.type === 'tool-call' ? [event.call.id] : []));
  expect(told).toEqual(['call_0', 'call_0_2', 'call_0_3', 'call_1']);
});

test('the run completes where stopWhen stops the agent', async () => {
  const { model, prompts } = scriptedModel([{ name: 'sky' }], [{ name: 'sky', id: 'again' }]);
  const { output } = await runOf({ model, tools: { sky: serverTool('sky', []) }, stopWhen: ai.stepCountIs(1) }, []);
  expect(output).toMatchObject({ text: '', finishReason: 'tool-calls' });
  expect(prompts).toHaveLength(1);
});

test('the agent class of each major is a backend, made by a function with the tools of the run', async () => {
  const ran: string[] = [];
  const classes: Record<string, unknown> = { ...ai };
  const Agent = (classes.ToolLoopAgent ?? classes.Experimental_Agent) as typeof ai.Experimental_Agent;
  const { model, saw } = scriptedModel([{ name: 'locate' }, { name: 'sky' }]);
  const backend = aiSDKBackend(
    ({ tools }) => new Agent({ model, tools: { ...tools, sky: serverTool('sky', ran) }, stopWhen: ai.stepCountIs(5) }),
  );
  const output = await createBridge({ tools: [clientTool('locate', ran)] }).run(backend, 'go');
  expect(output.text).toBe('done');
  expect(ran.toSorted()).toEqual(['locate', 'sky']);
  expect(saw()).toMatchObject({ call_locate: { value: 'locate here' }, call_sky: { value: { from: 'sky' } } });
});

test('an agent that does not have the tools of the run is refused, with what to write instead', async () => {
  const classes: Record<string, unknown> = { ...ai };
  const Agent = (classes.ToolLoopAgent ?? classes.Experimental_Agent) as typeof ai.Experimental_Agent;
  const { model, prompts } = scriptedModel();
  const agent = new Agent({ model, tools: { sky: serverTool('sky', []) } });
  await expect(
    createBridge({ tools: [clientTool('locate', [])] }).run(aiSDKBackend(agent), 'go'),
  ).rejects.toMatchObject({
    code: 'invalid_tool',
    message: expect.stringContaining('tools of this run: locate. Pass a function'),
  });
  expect(prompts).toEqual([]);
  expect((await createBridge().run(aiSDKBackend(agent), 'go')).text).toBe('done');
});

test('bytes and addresses in a conversation reach the model after a pause as before it', async () => {
  const { model, prompts } = scriptedModel([{ name: 'locate' }]);
  const png = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]);
  const image = { type: 'image', image: new URL('https://example.com/a.png'), mediaType: 'image/png' };
  const tagged = {
    type: 'file',
    data: { type: 'url', url: new URL('https://example.com/b.png') },
    mediaType: 'image/png',
  };
  const content = [{ type: 'file', data: png, mediaType: 'image/png' }, image, ...(major === 7 ? [tagged] : [])];
  const messages = [{ role: 'user', content }] as unknown as ai.ModelMessage[];
  const { pauses } = await runOf({ model }, [clientTool('locate', [])], messages);
  expect(JSON.parse(JSON.stringify(pauses))).toEqual(pauses);
  expect(JSON.stringify(pauses[0]?.state)).toContain('iVBORw0KGgo=');
  const shown = prompts.map(({ prompt }) => prompt[0]?.content as readonly object[]);
  expect(shown[1]).toEqual(shown[0]);
  expect(shown[0]).toHaveLength(content.length);
});

test('a pause is resumed from its JSON by another bridge, backend and model', async () => {
  const ran: string[] = [];
  const { model } = scriptedModel([{ name: 'locate' }, { name: 'sky' }]);
  const tools = { sky: serverTool('sky', ran) };
  let pause: Pause | undefined;
  const stop = new AbortController();
  const first = createBridge({ tools: [clientTool('locate', [])] }).run(aiSDKBackend({ model, tools }), 'go', {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== 'paused') return;
      pause = JSON.parse(JSON.stringify(event.pause)) as Pause;
      stop.abort(new Error('the process ends'));
    },
  });
  await expect(first).rejects.toThrow('the process ends');

  const other = scriptedModel();
  const bridge = createBridge({ tools: [clientTool('locate', ran)] });
  const output = await bridge.resume(aiSDKBackend({ model: other.model, tools }), pause as Pause);
  expect(output.text).toBe('done');
  expect(ran).toEqual(['sky', 'locate']);
  expect(other.saw()).toMatchObject({ call_locate: { value: 'locate here' }, call_sky: { value: { from: 'sky' } } });
  expect(output.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
});

test('a pause without a conversation is refused, and nothing runs', async () => {
  const ran: string[] = [];
  const { model, prompts } = scriptedModel();
  const pause: Pause = { version: 1, backend: 'ai-sdk', runId: 'r', calls: [], state: { messages: 'none' } };
  const bridge = createBridge({ tools: [clientTool('locate', ran)] });
  await expect(bridge.resume(aiSDKBackend({ model }), pause)).rejects.toMatchObject({ code: 'pause_mismatch' });
  expect(prompts).toEqual([]);
});
