import { existsSync, readFileSync } from 'node:fs';
import { defineTool } from 'toolferry';
import { connectLettaAppServer, type LettaEvent } from 'toolferry/letta';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Recorded, recordedServer } from './support/recorded-server.ts';

const data = new URL('../../../../shared/data/letta/', import.meta.url);
const skip = existsSync(data) ? false : 'the folder ../shared/data with recordings of App Servers is missing';

/** The tools of the recorded client, with its results. */
const tools = [
  ['read_local_file', 'file_path'],
  ['get_weather', 'city'],
].map(([name = '', argument = '']) =>
  defineTool({
    name,
    description: name,
    inputSchema: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
    handler: (input) => `RESULT of ${name} ${JSON.stringify(input)}`,
  }),
);

async function replay(name: string) {
  const recording = JSON.parse(readFileSync(new URL(`app-server-${name}.json`, data), 'utf8')) as Recorded[];
  const server = recordedServer(recording);
  const connection = await connectLettaAppServer({
    url: 'ws://127.0.0.1:4500',
    agent: { name: 'as-single', model: 'lmstudio/mock-model' },
    tools,
    WebSocket: server.WebSocket,
  });
  onTestFinished(() => connection.close());
  return { connection, recording, sent: server.sent };
}

describe(`replays of recorded App Servers${skip ? ` (skipped: ${skip})` : ''}`, () => {
  test.skipIf(skip).each(['single-0.32.18', 'parallel-0.32.18', 'single', 'parallel'])(
    'replaying %s gives a turn with the same calls, results and text',
    async (name) => {
      const { connection, recording, sent } = await replay(name);
      const events: LettaEvent[] = [];
      const turn = await connection.send('go', { onEvent: (event) => events.push(event) });

      const answers = sent.filter(({ recorded }) => recorded.type === 'external_tool_call_response');
      expect(answers.length).toBe(events.filter(({ type }) => type === 'call-finished').length);
      expect(answers.length).toBeGreaterThan(0);
      for (const { frame, recorded } of answers) expect(frame).toEqual(recorded);

      const texts = recording.flatMap(({ frame }) => {
        const { message_type, content } = (frame.delta ?? {}) as {
          message_type?: string;
          content?: { text: string }[];
        };
        return message_type === 'assistant_message' ? (content ?? []) : [];
      });
      expect(turn.text).toBe(texts.map(({ text }) => text).join(''));
      expect(turn).toMatchObject({ stopReason: 'end_turn', usage: { totalTokens: 30, steps: 2 } });
      expect(recording.filter(({ dir }) => dir === 'send')).toHaveLength(sent.length);
    },
  );

  test.skipIf(skip).each(['abort-0.32.18', 'abort'])(
    'replaying %s aborts the turn and answers its running calls',
    async (name) => {
      const aborting = new AbortController();
      const { connection, sent } = await replay(name);
      const onEvent = ({ type }: LettaEvent) => type === 'call-started' && aborting.abort(new Error('left'));
      await expect(connection.send('go', { signal: aborting.signal, onEvent })).rejects.toThrow('left');
      expect(sent.map(({ recorded: { type } }) => type)).toContain('abort_message');
      expect(sent.at(-1)?.frame).toMatchObject({
        type: 'external_tool_call_response',
        result: { is_error: true, content: [{ text: expect.stringMatching(/^Error: .* was aborted/) }] },
      });
    },
  );
});
