import { toolResult } from 'toolferry';
import { connectLetta, type LettaTurn } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { pixel } from '../support/pixel.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const image = { type: 'file', mediaType: 'image/png', data: pixel } as const;

interface RunResult {
  /** The answer that was sent to the server. */
  readonly sent: unknown;
  /** The result that the model was shown. */
  readonly read: ReturnType<typeof resultsIn>[number] | undefined;
  /** The result that the server stored. */
  readonly kept: unknown;
  readonly turn: LettaTurn;
}

/** Runs a turn with one call of a tool with this handler. */
async function runHandler(handler: () => unknown): Promise<RunResult> {
  const agent = await letta.agent({ script: [{ calls: [{ name: 'read_file', arguments: { path: 'a' } }] }] });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile({ handler }).tool] });
  const turn = await connection.send('go');
  expect(await waitingIds(client, agent.id)).toEqual([]);
  const history = (await client.agents.messages.list(agent.id)).getPaginatedItems();
  return {
    sent: [messageBodies()[1]?.messages[0]?.approvals].flat()[0],
    read: resultsIn((await agent.requests())[1])[0],
    kept: history.find(({ message_type }) => message_type === 'tool_return_message'),
    turn,
  };
}

describe('07-stdout-stderr', () => {
  test('07-stdout-stderr: printed output is stored as lines, and the model reads it', async () => {
    const { sent, read, kept } = await runHandler(() =>
      toolResult({ output: 'RET', stdout: ['line1', 'line2'], stderr: ['warn1'] }),
    );
    expect(sent).toMatchObject({ status: 'success', stdout: ['line1', 'line2'], stderr: ['warn1'] });
    expect(kept).toMatchObject({ status: 'success', stdout: ['line1', 'line2'], stderr: ['warn1'] });
    // Letta shows models only the result itself.
    expect(read).toMatchObject({ status: 'OK', message: 'RET\nstdout:\nline1\nline2\nstderr:\nwarn1' });
  });

  test('07-stdout-stderr: a result without printed output has no empty lists', async () => {
    const { sent } = await runHandler(() => toolResult({ output: 'RET', stdout: [], stderr: [] }));
    expect(sent).toEqual({ type: 'tool', tool_call_id: 'call_1_1', status: 'success', tool_return: 'RET' });
  });
});

describe('08-status-error', () => {
  test('08-status-error: a handler that throws is a failed result, and the model reads why', async () => {
    const { sent, read, kept, turn } = await runHandler(() => {
      throw new Error('ENOENT');
    });
    expect(sent).toMatchObject({ status: 'error', tool_return: 'Error: ENOENT' });
    expect(read).toMatchObject({ status: 'Failed', message: 'Error: ENOENT' });
    expect(kept).toMatchObject({ status: 'error', tool_return: 'Error: ENOENT' });
    expect(turn.stopReason).toBe('end_turn');
  });

  test('08-status-error: a failure that a handler returns includes its printed output', async () => {
    const { sent, read } = await runHandler(() =>
      toolResult({ error: { message: 'exit code 1', code: 'exit' }, stderr: ['no such file'] }),
    );
    expect(sent).toMatchObject({ status: 'error', stderr: ['no such file'] });
    expect(read).toMatchObject({ status: 'Failed', message: 'Error: exit code 1\nstderr:\nno such file' });
  });

  test('08-status-error: the word "Error" is not repeated', async () => {
    const { read } = await runHandler(() => {
      throw new Error('Error: already there');
    });
    expect(read?.message).toBe('Error: already there');
  });

  test('08-status-error: text that a decorator removes from results is sent to nobody', async () => {
    const scrub = (text: string) => text.replaceAll('hunter2', '***');
    const handler = () => Promise.reject(new Error('wrong password: hunter2'));
    const scrubbed = () => handler().catch((error: Error) => toolResult({ error: { message: scrub(error.message) } }));
    const result = await runHandler(scrubbed);
    expect(result.read?.message).toBe('Error: wrong password: ***');
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('08-status-error: a failure with an image is still a failure', async () => {
    // Letta drops the status of a result with parts.
    const { sent, read } = await runHandler(() => toolResult({ error: { message: 'half loaded' }, content: [image] }));
    expect(sent).toMatchObject({ status: 'error', tool_return: 'Error: half loaded' });
    expect(read).toMatchObject({ status: 'Failed', message: 'Error: half loaded' });
  });
});

describe('09-image-and-array-results', () => {
  test('09-image-and-array-results: text parts are joined to one string, so that the model reads a status', async () => {
    const { sent, read } = await runHandler(() =>
      toolResult({
        content: [
          { type: 'text', text: 'part one' },
          { type: 'text', text: 'part two' },
        ],
      }),
    );
    expect(sent).toMatchObject({ tool_return: 'part one\npart two' });
    expect(read).toMatchObject({ status: 'OK', message: 'part one\npart two' });
  });

  test('09-image-and-array-results: an image is sent as base64 after its text', async () => {
    const { sent, read } = await runHandler(() => toolResult({ content: [{ type: 'text', text: 'see' }, image] }));
    const source = { type: 'base64', media_type: 'image/png', data: pixel };
    expect(sent).toMatchObject({
      tool_return: [
        { type: 'text', text: 'see' },
        { type: 'image', source },
      ],
    });
    // Letta shows no images to a model behind a chat-completions API.
    expect(read).toEqual({ id: 'call_1_1', message: 'see [Image omitted]' });
  });

  test('09-image-and-array-results: an image without text has no empty text part', async () => {
    const { sent, read } = await runHandler(() => toolResult({ content: [image] }));
    expect(sent).toMatchObject({ tool_return: [{ type: 'image' }] });
    expect(read?.message).toBe('[Image omitted]');
  });

  test('09-image-and-array-results: an image with a URL is named and not sent, because Letta would fetch it', async () => {
    const { sent, read } = await runHandler(() =>
      toolResult({
        content: [
          { type: 'text', text: 'see' },
          { type: 'file', mediaType: 'image/png', url: 'http://127.0.0.1:9/none.png' },
        ],
      }),
    );
    expect(sent).toMatchObject({ tool_return: 'see\n[image/png]' });
    expect(read).toMatchObject({ status: 'OK', message: 'see\n[image/png]' });
  });

  test.each([
    { returned: 'an empty string', value: '', text: '' },
    { returned: 'an empty list', value: [], text: '[]' },
    { returned: 'nothing', value: undefined, text: 'null' },
    { returned: 'content without parts', value: toolResult({ content: [] }), text: '' },
    { returned: 'an empty text part', value: toolResult({ content: [{ type: 'text', text: '' }] }), text: '' },
  ])(
    '09-image-and-array-results: $returned is sent as text, never as an empty list, and the agent continues to work',
    async ({ value, text }) => {
      const { sent, read, turn } = await runHandler(() => value);
      expect(sent).toMatchObject({ status: 'success', tool_return: text });
      expect(read).toMatchObject({ status: 'OK', message: text });
      expect(turn.stopReason).toBe('end_turn');
    },
  );

  test.each([
    { returned: 'an object', value: { a: [1, null] }, text: '{"a":[1,null]}' },
    { returned: 'a number', value: 7, text: '7' },
    {
      returned: 'a list of parts that is plain data',
      value: [{ type: 'text', text: 'x' }],
      text: '[{"type":"text","text":"x"}]',
    },
  ])('09-image-and-array-results: $returned is sent as JSON', async ({ value, text }) => {
    const { sent, read } = await runHandler(() => value);
    expect(sent).toMatchObject({ tool_return: text });
    expect(read).toMatchObject({ status: 'OK', message: text });
  });
});
