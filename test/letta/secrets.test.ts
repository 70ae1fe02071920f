import { generateText } from 'ai';
import { defineTool } from 'toolferry';
import { connectLetta, type LettaEvent, lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import type { Step } from '../peers/letta/script.ts';
import { useLetta } from '../peers/letta/use-letta.ts';
import { type Edit, startEditingProxy } from './support/editing-proxy.ts';
import { recordingClient } from './support/recording-client.ts';

const letta = useLetta();
const apiKey = 'key-4f9a1c7e';
const options = { apiKey, defaultHeaders: { 'x-tenant-key': `tenant-${apiKey}`, 'x-tenant': 'acme' } };

async function connectOver(edit: Edit, script: readonly Step[], tools?: string[]) {
  const agent = await letta.agent({ script, ...(tools && { tools }) });
  const { client } = recordingClient(await startEditingProxy(letta.baseUrl, edit), { ...options, maxRetries: 0 });
  return { agent, client };
}

const visible = (value: unknown): string =>
  `${value} ${JSON.stringify(value)} ${JSON.stringify((value as Error)?.cause)}`;

describe('secrets in what a Letta server sends', () => {
  const echo = `Unauthorized: Bearer ${apiKey}, tenant-${apiKey}`;

  test.each([
    ['connecting', /^$/],
    ['a turn', /"messages":/],
  ])('the error of %s that repeats the key and a header has neither', async (_name, on) => {
    const { agent, client } = await connectOver({ on, answer: { status: 401, body: { detail: echo } } }, [
      { text: 'Hi' },
    ]);
    const error = await connectLetta({ client, agentId: agent.id })
      .then(({ send }) => send('go'))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'unauthorized',
      message: 'The Letta server answered 401: Unauthorized: Bearer [secret removed], [secret removed]',
    });
    expect(visible(error)).not.toContain(apiKey);
  });

  test('a call, its events and the whole turn have neither, although they arrive in pieces', async () => {
    const inputs: unknown[] = [];
    const note = defineTool({
      name: 'note',
      description: 'Notes a text',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
      handler: (input) => inputs.push(input),
    });
    const calls = [{ id: 'call_a', name: 'note', arguments: { text: `it is ${apiKey}` } }];
    const agent = await letta.agent({
      script: [{ text: `Key ${apiKey}.`, calls }, { text: `Done with ${apiKey}, acme.` }],
    });
    const { client } = recordingClient(letta.baseUrl, options);
    const events: LettaEvent[] = [];
    const connection = await connectLetta({ client, agentId: agent.id, tools: [note] });
    const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(turn.text).toBe('Done with [secret removed], acme.');
    expect(inputs).toEqual([{ text: 'it is [secret removed]' }]);
    expect(JSON.stringify([turn, events.filter(({ type }) => type !== 'text')])).not.toContain(apiKey);
  });

  test('an error frame of a stream has neither', async () => {
    const frame = {
      event: 'error',
      data: { message_type: 'error_message', error_type: 'internal_error', message: echo },
    };
    const { agent, client } = await connectOver({ frames: () => [frame] }, [{ text: 'Hi' }]);
    const error = await connectLetta({ client, agentId: agent.id })
      .then(({ send }) => send('go'))
      .catch((reason: unknown) => reason);
    expect(visible(error)).toContain('[secret removed]');
    expect(visible(error)).not.toContain(apiKey);
  });

  test('results and failures of server tools have neither', async () => {
    await letta.pythonTool(`def leak_key() -> str:\n    """Leaks."""\n    return "key ${apiKey}"`);
    await letta.pythonTool(`def fail_with_key() -> str:\n    """Fails."""\n    raise ValueError("no ${apiKey}")`);
    const agent = await letta.agent({ script: [], tools: ['leak_key', 'fail_with_key'] });
    const { client } = recordingClient(letta.baseUrl, options);
    const { bridge } = await connectLetta({ client, agentId: agent.id });
    const leaked = await bridge.execute({ id: 'a', name: 'leak_key', input: {} });
    expect(leaked.output).toBe('key [secret removed]');
    const failed = await bridge.execute({ id: 'b', name: 'fail_with_key', input: {} });
    expect(failed.error?.message).toContain('[secret removed]');
    expect(JSON.stringify([leaked, failed])).not.toContain(apiKey);
  });

  test("the AI SDK's model fails without the key", async () => {
    const { agent, client } = await connectOver({ answer: { status: 401, body: { detail: echo } } }, [{ text: 'Hi' }]);
    const model = lettaModel({ client, agentId: agent.id });
    const error = await generateText({ model, prompt: 'go' }).catch((reason: unknown) => reason);
    expect(visible(error)).toContain('[secret removed]');
    expect(visible(error)).not.toContain(apiKey);
  });
});
