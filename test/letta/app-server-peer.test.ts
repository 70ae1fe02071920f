import { expect, test } from 'vitest';
import { writeScript } from '../peers/letta/script.ts';
import { startLettaServers } from '../peers/letta/start-servers.ts';
import { useAppServer } from '../peers/letta/use-letta.ts';

const readFile = {
  name: 'read_file',
  description: 'Reads a file',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const twoCalls = [
  { id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } },
  { id: 'call_b', name: 'read_file', arguments: { path: 'b.txt' } },
];
const user = (content: string) => ({ role: 'user' as const, content });

const appServer = useAppServer();

test('an App Server runs a turn of two external calls over a WebSocket, and the model sees their results', async () => {
  const script = await appServer.script([{ calls: twoCalls }, { text: 'Read.' }]);
  const turn = await runTurn(appServer.url, script.marker);
  expect(turn.calls).toEqual(['call_a', 'call_b']);
  expect(turn.stopReason).toBe('end_turn');
  const results = (await script.requests())[1]?.messages.filter(({ role }) => role === 'tool');
  expect(results).toMatchObject([
    { tool_call_id: 'call_a', content: 'content of a.txt' },
    { tool_call_id: 'call_b', content: 'content of b.txt' },
  ]);
});

test('an App Server that a program has started exits when the program stops it', async () => {
  const { appServerUrl, model, stop } = await startLettaServers({ v1: false });
  const { marker } = await writeScript(model.url, [{ text: 'Hello.' }]);
  const { stopReason } = await runTurn(appServerUrl, marker);
  await stop();
  expect(stopReason).toBe('end_turn');
  await expect(runTurn(appServerUrl, marker)).rejects.toThrow('the socket failed');
});

interface Frame {
  readonly type: string;
  readonly success?: boolean;
  readonly request_id?: string;
  readonly runtime?: object;
  readonly tool_call_id?: string;
  readonly input?: { readonly path: string };
  readonly stop_reason?: string;
}

/** Runs one turn of a new agent that has `read_file`, with hand-written frames. */
async function runTurn(url: string, marker: string) {
  const socket = new WebSocket(url);
  const calls: (string | undefined)[] = [];
  const answers: Record<string, (frame: Frame) => object> = {
    runtime_start_response: ({ runtime }) => ({
      type: 'input',
      request_id: 'input-1',
      runtime,
      payload: { kind: 'create_message', messages: [user('read both')], client_tool_allowlist: ['read_file'] },
    }),
    external_tool_call_request: ({ request_id, tool_call_id, input }) => {
      calls.push(tool_call_id);
      const result = { content: [{ type: 'text', text: `content of ${input?.path}` }] };
      return { type: 'external_tool_call_response', request_id, result };
    },
  };
  const start = {
    type: 'runtime_start',
    request_id: 'start-1',
    mode: 'unrestricted',
    create_agent: {
      body: { name: 'a test', system: `You are a test. ${marker}`, model: 'lmstudio/mock-model' },
      pin_global: false,
    },
    external_tools: [{ tools: [readFile] }],
  };
  const stopReason = await new Promise<string | undefined>((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify(start));
    socket.onerror = () => reject(new Error('the socket failed'));
    socket.onmessage = ({ data }) => {
      const frame: Frame = JSON.parse(String(data));
      if (frame.success === false) reject(new Error(String(data)));
      if (frame.type === 'turn_finished') resolve(frame.stop_reason);
      const answer = answers[frame.type]?.(frame);
      if (answer !== undefined) socket.send(JSON.stringify(answer));
    };
  });
  socket.close();
  return { calls, stopReason };
}
