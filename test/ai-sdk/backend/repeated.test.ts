import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as ai from 'ai';
import { createBridge, defineTool, type Pause } from 'toolferry';
import { aiSDKBackend, createToolsFromClient } from 'toolferry/ai-sdk';
import { createJournal, memoryStore } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { major, named } from '../support/major.js';
import { type ScriptedCall, scriptedModel } from '../support/scripted-model.js';

const inputSchema = { type: 'object' } as const;

/** A client tool that notes its calls. */
function locateTool(ran: string[]) {
  const handler = () => {
    ran.push('locate');
    return 'here';
  };
  return defineTool({ name: 'locate', description: 'Where', inputSchema, handler });
}

/** A model that answers each request as scripted, but for the first time with 503 to the one of this number. */
function interruptedModel(at: number, ...turns: readonly (readonly ScriptedCall[])[]) {
  const { model, prompts } = scriptedModel(...turns);
  const { doStream } = model as unknown as { doStream(options: unknown): Promise<unknown> };
  let requests = 0;
  const interrupted = {
    ...(model as object),
    doStream(options: unknown) {
      requests += 1;
      if (requests !== at) return doStream(options);
      const request = { url: 'https://example.com', requestBodyValues: {} };
      throw new ai.APICallError({ ...request, message: 'down', statusCode: 503 });
    },
  };
  return { model: interrupted as unknown as ai.LanguageModel, prompts };
}

test('with a journal, a run of the same key continues after the model failed, and its output is returned again', async () => {
  const ran: string[] = [];
  const { model, prompts } = interruptedModel(2, [{ name: 'locate' }]);
  const bridge = createBridge({ tools: [locateTool(ran)], journal: createJournal(memoryStore()) });
  const backend = aiSDKBackend({ model, maxRetries: 0 });
  const run = () => bridge.run(backend, 'go', { key: 'order-1' });
  await expect(run()).rejects.toMatchObject({ code: 'server_error' });
  const output = await run();
  expect(output.text).toBe('done');
  expect(await run()).toEqual(output);
  expect(ran).toEqual(['locate']);
  expect(prompts).toHaveLength(2);
});

test('without a record, a start that is repeated asks the model again and runs the tools of the agent again', async () => {
  const ran: string[] = [];
  const { model } = interruptedModel(2, [{ name: 'sky' }], [{ name: 'sky', id: 'again' }]);
  const sky = ai.tool({
    inputSchema: ai.jsonSchema(inputSchema),
    execute: async () => {
      ran.push('sky');
      return 'blue';
    },
  });
  const bridge = createBridge({ journal: createJournal(memoryStore()) });
  const run = () => bridge.run(aiSDKBackend({ model, tools: { sky }, maxRetries: 0 }), 'go', { key: 'order-1' });
  await expect(run()).rejects.toMatchObject({ code: 'server_error' });
  expect((await run()).text).toBe('done');
  expect(ran).toEqual(['sky', 'sky']);
});

test.runIf(major > 5)(
  named(
    'a server tool that was approved runs once in a resume that is repeated, if thread records it',
    [6, 7],
    'it has no approvals',
  ),
  async () => {
    const ran: string[] = [];
    const journal = createJournal(memoryStore());
    const wipe = defineTool({
      name: 'wipe',
      description: 'Wipe a disk',
      inputSchema,
      metadata: { operationType: 'destructive' },
      handler: () => {
        ran.push('wipe');
        return 'wiped';
      },
    });
    const { model, prompts } = interruptedModel(2, [{ name: 'wipe' }, { name: 'locate' }]);
    const serverTools = createBridge({ tools: [wipe], journal });
    const backend = aiSDKBackend(({ tools, key }) => ({
      model,
      maxRetries: 0,
      tools: { ...tools, ...createToolsFromClient(serverTools, { approval: 'framework', thread: key }) },
    }));
    const bridge = createBridge({ tools: [locateTool(ran)], approve: () => true, journal });
    const run = () => bridge.run(backend, 'go', { key: 'order-1' });
    await expect(run()).rejects.toMatchObject({ code: 'server_error' });
    expect((await run()).text).toBe('done');
    expect(ran).toEqual(['locate', 'wipe']);
    expect(prompts).toHaveLength(2);
  },
);

test.runIf(major === 7)(
  named('another process resumes a pause from its JSON', [7], 'the process loads the ai that is installed'),
  async () => {
    const { model } = scriptedModel([{ name: 'wipe' }, { name: 'locate' }, { name: 'sky' }]);
    const wipe = {
      ...ai.tool({ inputSchema: ai.jsonSchema(inputSchema), execute: async () => 'here' }),
      needsApproval: true,
    };
    const sky = ai.tool({ inputSchema: ai.jsonSchema(inputSchema), execute: async () => 'blue' });
    const bridge = createBridge({ tools: [locateTool([])], approve: () => 'later' });
    let pause: Pause | undefined;
    const stop = new AbortController();
    const run = bridge.run(aiSDKBackend({ model, tools: { wipe, sky } }), 'go', {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type !== 'paused') return;
        pause = event.pause;
        stop.abort();
      },
    });
    await expect(run).rejects.toThrow();

    const script = fileURLToPath(new URL('support/resume.mjs', import.meta.url));
    const other = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    other.stdin.end(JSON.stringify(pause));
    const { ran, text: said, prompt } = JSON.parse(await text(other.stdout));
    expect(said).toBe('done');
    expect(ran).toEqual(['locate', 'wipe']);
    const results = prompt
      .filter(({ role }: { role: string }) => role === 'tool')
      .flatMap(({ content }: { content: object[] }) => content);
    expect(results).toHaveLength(3);
    expect(results).toMatchObject([
      { toolCallId: 'call_sky', output: { value: 'blue' } },
      { toolCallId: 'call_locate', output: { value: 'locate in the other process' } },
      { toolCallId: 'call_wipe', output: { value: 'wipe in the other process' } },
    ]);
  },
);
