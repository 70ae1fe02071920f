/** The code blocks of Letta's page on client tools on the real server: in a hand-written loop, and with connectLetta(). */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LettaResponse, MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';
import { createBridge, defineTool, toolResult } from 'toolferry';
import { connectLetta, type LettaEvent, toLettaClientTools, toLettaToolReturn } from 'toolferry/letta';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useLetta } from '../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from './support/model-view.ts';

const letta = useLetta();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'toolferry-page-'));
  await writeFile(path.join(folder, 'config.json'), '{"endpoint":"local"}');
});
afterAll(() => rm(folder, { recursive: true }));

const readLocalFile = defineTool({
  name: 'read_local_file',
  description: 'Read a file from the local file system',
  inputSchema: {
    type: 'object',
    properties: { file_path: { type: 'string', description: 'Path of the file' } },
    required: ['file_path'],
  },
  handler: ({ file_path }) => readFile(path.join(folder, file_path), 'utf8'),
});
const getWeather = defineTool({
  name: 'get_weather',
  description: 'The weather in a city',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  handler: ({ city }) => (city === 'Atlantis' ? Promise.reject(new Error('there is no Atlantis')) : `sun in ${city}`),
});
const runCommand = defineTool({
  name: 'run_command',
  description: 'Run a command in the shell',
  inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  handler: async ({ command }, { signal }) => {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: folder, signal });
    return toolResult({
      output: 'exit code 0',
      stdout: stdout.trimEnd().split('\n'),
      stderr: stderr.trimEnd().split('\n'),
    });
  },
});
const bridge = createBridge({ tools: [readLocalFile, getWeather, runCommand] });
const client_tools = toLettaClientTools(bridge.tools);

const readConfig = { id: 'call_read', name: 'read_local_file', arguments: { file_path: 'config.json' } };
const user = (content: string) => ({ role: 'user' as const, content });
const post = (agentId: string, messages: MessageCreateParams['messages']) =>
  letta.client.agents.messages.create(agentId, { messages: messages ?? [], client_tools });

/** Returns the calls of a response; `tool_calls` is an array if the response is not streamed. */
function callsIn({ messages }: LettaResponse) {
  return messages.flatMap((message) => {
    if (message.message_type !== 'approval_request_message') return [];
    const { tool_calls } = message;
    return Array.isArray(tool_calls) ? tool_calls : [];
  });
}

function textOf({ messages }: LettaResponse): unknown {
  return messages.flatMap((message) => (message.message_type === 'assistant_message' ? [message.content] : [])).at(-1);
}

/** The page's complete example: answers the agent's calls until it makes none. */
async function converse(agentId: string, content: string): Promise<LettaResponse> {
  let response = await post(agentId, [user(content)]);
  while (response.stop_reason.stop_reason === 'requires_approval') {
    const approvals = await Promise.all(
      callsIn(response).map(async ({ tool_call_id: id, name, arguments: input }) =>
        bridge.tools.get(name)
          ? toLettaToolReturn(await bridge.execute({ id, name, input }))
          : { type: 'approval' as const, tool_call_id: id, approve: false, reason: 'not today' },
      ),
    );
    response = await post(agentId, [{ type: 'approval', approvals }]);
  }
  return response;
}

describe('step by step', () => {
  test('define: toLettaClientTools() returns the definition that the page writes by hand', () => {
    expect(toLettaClientTools([readLocalFile])).toEqual([
      {
        name: 'read_local_file',
        description: 'Read a file from the local file system',
        parameters: {
          type: 'object',
          properties: { file_path: { type: 'string', description: 'Path of the file' } },
          required: ['file_path'],
        },
      },
    ]);
  });

  test('receive: the agent pauses with the call', async () => {
    const { id, requests } = await letta.agent({ script: [{ calls: [readConfig] }] });
    const paused = await post(id, [user('Read the contents of config.json')]);
    expect(paused.stop_reason.stop_reason).toBe('requires_approval');
    expect(callsIn(paused)).toEqual([
      { tool_call_id: 'call_read', name: 'read_local_file', arguments: '{"file_path":"config.json"}' },
    ]);
    expect((await requests())[0]?.tools).toMatchObject(client_tools.map((tool) => ({ function: tool })));
  });

  test('execute: the bridge runs the call as the server sent it', async () => {
    const result = await bridge.execute({
      id: 'call_read',
      name: 'read_local_file',
      input: '{"file_path":"config.json"}',
    });
    expect(result).toEqual({ toolCallId: 'call_read', toolName: 'read_local_file', output: '{"endpoint":"local"}' });
  });

  test('send: the agent continues with the result and still has the tools', async () => {
    const { id, requests } = await letta.agent({ script: [{ calls: [readConfig] }, { text: 'It says local.' }] });
    const [call] = callsIn(await post(id, [user('Read the contents of config.json')]));
    if (!call) throw new Error('the agent made no call');
    const result = await bridge.execute({ id: call.tool_call_id, name: call.name, input: call.arguments });
    const answer = await post(id, [{ type: 'approval', approvals: [toLettaToolReturn(result)] }]);
    expect(answer.stop_reason.stop_reason).toBe('end_turn');
    expect(textOf(answer)).toBe('It says local.');
    const [, second] = await requests();
    expect(resultsIn(second)).toEqual([{ id: 'call_read', status: 'OK', message: '{"endpoint":"local"}' }]);
    expect(toolsIn(second)).toEqual(['read_local_file', 'get_weather', 'run_command']);
  });
});

describe('the complete example: two successive calls, one of which fails', () => {
  const script = [
    { text: 'I look.', calls: [readConfig] },
    { calls: [{ id: 'call_weather', name: 'get_weather', arguments: { city: 'Atlantis' } }] },
    { text: 'Local, and no weather.' },
  ];
  const read = [
    { id: 'call_read', status: 'OK', message: '{"endpoint":"local"}' },
    { id: 'call_weather', status: 'Failed', message: 'Error: there is no Atlantis' },
  ];

  test('the complete example runs in a hand-written loop', async () => {
    const { id, requests } = await letta.agent({ script });
    expect(textOf(await converse(id, 'How is it?'))).toBe('Local, and no weather.');
    expect(resultsIn((await requests())[2])).toEqual(read);
  });

  test('the complete example runs with connectLetta()', async () => {
    const { id: agentId, requests } = await letta.agent({ script });
    const connection = await connectLetta({ client: letta.client, agentId, tools: bridge.tools });
    expect((await connection.send('How is it?')).text).toBe('Local, and no weather.');
    expect(resultsIn((await requests())[2])).toEqual(read);
  });
});

describe('parallel calls, one of which is a server tool that requires approval', () => {
  const weather = (city: string) => ({ id: `call_${city}`, name: 'get_weather', arguments: { city } });
  const mail = { id: 'call_mail', name: 'send_mail', arguments: { text: 'Sunny' } };
  const script = [{ calls: [readConfig, weather('Paris'), mail, weather('Rome')] }, { text: 'All but the mail.' }];
  /** The server orders denied calls last. */
  const read = [
    { id: 'call_read', status: 'OK', message: '{"endpoint":"local"}' },
    { id: 'call_Paris', status: 'OK', message: 'sun in Paris' },
    { id: 'call_Rome', status: 'OK', message: 'sun in Rome' },
    { id: 'call_mail', status: 'Failed', message: expect.stringContaining('not today') },
  ];
  const agent = async () => {
    const source =
      'def send_mail(text: str) -> str:\n    """Sends a mail.\n\n    Args:\n        text: what it says\n    """\n    return "sent"';
    await letta.pythonTool(source, { default_requires_approval: true });
    return letta.agent({ script, tools: ['send_mail'] });
  };

  test('parallel calls in a hand-written loop are answered with results and a denial in one message', async () => {
    const { id, requests } = await agent();
    expect(textOf(await converse(id, 'Weather, then mail it'))).toBe('All but the mail.');
    expect(resultsIn((await requests())[1])).toEqual(read);
  });

  test('parallel calls with connectLetta() call approve for the server tool only', async () => {
    const { id: agentId, requests } = await agent();
    const approvalRequests: unknown[] = [];
    const connection = await connectLetta({
      client: letta.client,
      agentId,
      tools: bridge.tools,
      approve: ({ call: { name, input } }) => {
        approvalRequests.push({ name, input });
        return { approved: false, reason: 'not today' };
      },
    });
    expect((await connection.send('Weather, then mail it')).text).toBe('All but the mail.');
    expect(resultsIn((await requests())[1])).toEqual(read);
    expect(approvalRequests).toEqual([{ name: 'send_mail', input: { text: 'Sunny' } }]);
  });
});

describe('stdout and stderr', () => {
  const command = 'cat config.json; echo; echo careful >&2';
  const script = [{ calls: [{ id: 'call_run', name: 'run_command', arguments: { command } }] }, { text: 'Ran.' }];
  const kept = { stdout: ['{"endpoint":"local"}'], stderr: ['careful'] };
  const stored = async (agentId: string) => {
    const page = await letta.client.agents.messages.list(agentId);
    return page
      .getPaginatedItems()
      .flatMap((message) => (message.message_type === 'tool_return_message' ? (message.tool_returns ?? []) : []));
  };

  test('stdout and stderr in a hand-written loop reach the model, and the server stores them with the result', async () => {
    const { id, requests } = await letta.agent({ script });
    await converse(id, 'Run it');
    expect(resultsIn((await requests())[1])).toEqual([
      { id: 'call_run', status: 'OK', message: 'exit code 0\nstdout:\n{"endpoint":"local"}\nstderr:\ncareful' },
    ]);
    expect(await stored(id)).toMatchObject([{ tool_call_id: 'call_run', status: 'success', ...kept }]);
  });

  test('stdout and stderr with connectLetta() are also in the result of the event', async () => {
    const { id: agentId } = await letta.agent({ script });
    const connection = await connectLetta({ client: letta.client, agentId, tools: bridge.tools });
    const events: LettaEvent[] = [];
    await connection.send('Run it', { onEvent: (event) => events.push(event) });
    expect(await stored(agentId)).toMatchObject([{ tool_call_id: 'call_run', status: 'success', ...kept }]);
    expect(events.find(({ type }) => type === 'call-finished')).toMatchObject({ result: kept });
  });
});
