import { ToolferryError } from 'toolferry';
import { connectLetta, lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Frame, type FrameData, startEditingProxy } from '../support/editing-proxy.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();
const script = [{ calls: [{ id: 'call_a', name: 'read_file', arguments: { path: 'a' } }] }, { text: 'Done.' }];

/** A client whose answers to GET requests of matching paths are altered. */
const alteredClient = (path: RegExp, alter: (answer: Record<string, unknown>) => unknown) => {
  const altered: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method?.toUpperCase() === 'POST' || !path.test(String(input))) return response;
    return Response.json(alter((await response.json()) as Record<string, unknown>));
  };
  return recordingClient(letta.baseUrl, { fetch: altered, maxRetries: 0 }).client;
};

describe('missing options', () => {
  test.each([
    [
      'connectLetta() without a client',
      () => connectLetta({ agentId: 'agent-1' } as never),
      /connectLetta\(\) requires `client`/,
    ],
    ['connectLetta() without an agent', () => connectLetta({ client: letta.client } as never), /requires the agentId/],
    ['connectLetta() without options', () => connectLetta(undefined as never), /requires `client`/],
    ['lettaModel() without options', () => lettaModel({} as never), /lettaModel\(\) requires `client`/],
    ['lettaModel() without an agent', () => lettaModel({ client: letta.client } as never), /requires the agentId/],
  ])('%s throws a TypeError that names what is missing', async (_title, call, message) => {
    await expect((async () => call())()).rejects.toThrow(message);
  });
});

describe('malformed answers about an agent', () => {
  test('an agent whose llm_config is null can be used', async () => {
    const agent = await letta.agent({ script });
    const client = alteredClient(/\/v1\/agents\/agent-[^/]*$/, (answer) => ({ ...answer, llm_config: null }));
    const connection = await connectLetta({ client, agentId: agent.id, tools: [readFile().tool] });
    expect((await connection.send('go')).text).toBe('Done.');
  });

  test.each([
    ['an agent that is null', /\/v1\/agents\/agent-[^/]*$/, () => null],
    ['a list of tools with a null', /\/tools/, () => [null]],
  ])('%s is invalid_response', async (_title, path, alter) => {
    const agent = await letta.agent({ script });
    const connecting = connectLetta({ client: alteredClient(path, alter), agentId: agent.id });
    await expect(connecting).rejects.toMatchObject({ code: 'invalid_response' });
  });

  test.each([
    ['a list of runs with a null', /\/v1\/runs\//, () => [null]],
    ['a pending call that is a number', /pending_approval/, (answer: object) => ({ ...answer, pending_approval: 7 })],
    [
      'pending calls that are null',
      /pending_approval/,
      (answer: object) => ({ ...answer, pending_approval: { tool_calls: [null, 7, { tool_call_id: 7 }] } }),
    ],
  ])('recover() with %s rejects with a ToolferryError or finds nothing', async (_title, path, alter) => {
    const agent = await letta.agent({ script });
    const connection = await connectLetta({ client: alteredClient(path, alter), agentId: agent.id });
    const outcome: unknown = await connection.recover().catch((error: unknown) => error);
    expect(ToolferryError.isInstance(outcome) || !(outcome instanceof Error)).toBe(true);
  });
});

describe('malformed frames', () => {
  const run = async (edit: (frames: readonly Frame[]) => readonly Frame[]) => {
    const agent = await letta.agent({ script });
    const { tool, ran } = readFile();
    const { client } = recordingClient(await startEditingProxy(letta.baseUrl, { frames: edit }), { maxRetries: 0 });
    const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
    const outcome: unknown = await connection.send('go').catch((error: unknown) => error);
    return { outcome, ran };
  };

  test('frames that are not objects are ignored', async () => {
    const { outcome, ran } = await run((frames) => [{ data: 'null' }, { data: '7' }, { data: '[]' }, ...frames]);
    expect(outcome).toMatchObject({ text: 'Done.' });
    expect(ran).toEqual(['a']);
  });

  test.each([
    ['calls that are null', { message_type: 'approval_request_message', id: 'm', tool_calls: [null] }],
    ['calls that are a string', { message_type: 'approval_request_message', id: 'm', tool_calls: 'x' }],
    [
      'a call whose id is an object',
      { message_type: 'approval_request_message', id: 'm', tool_call: { tool_call_id: {} } },
    ],
    [
      'arguments that are an object',
      {
        message_type: 'approval_request_message',
        id: 'm',
        tool_calls: { tool_call_id: 'z', name: 'read_file', arguments: {} },
      },
    ],
    ['results that are null', { message_type: 'tool_return_message', id: 'm', tool_returns: [null] }],
    ['results that are a number', { message_type: 'tool_return_message', id: 'm', tool_returns: 7 }],
    ['text that is a number', { message_type: 'assistant_message', id: 'm', content: 7 }],
    ['an error that is null', { message_type: 'error_message', error: null }],
    ['a stop reason that is an object', { message_type: 'stop_reason', stop_reason: {} }],
  ] satisfies [string, FrameData][])('a frame with %s never is a raw error', async (_title, data) => {
    const { outcome } = await run((frames) => [{ data }, ...frames]);
    expect(ToolferryError.isInstance(outcome) || !(outcome instanceof Error)).toBe(true);
    expect(String(outcome)).not.toMatch(/Cannot read|is not a function|not iterable/);
  });
});
