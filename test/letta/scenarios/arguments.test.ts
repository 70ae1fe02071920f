import { defineTool } from 'toolferry';
import { connectLetta, type LettaEvent } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();

/** Runs a turn with a call that has exactly these arguments. */
async function callWith(input: string, stream_tokens: boolean) {
  const agent = await letta.agent({
    script: [{ calls: [{ name: 'read_file', arguments: input }] }, { text: 'I see.' }],
  });
  const { tool, ran } = readFile();
  const events: LettaEvent[] = [];
  const connection = await connectLetta({
    client: letta.client,
    agentId: agent.id,
    tools: [tool],
    request: { stream_tokens },
  });
  const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
  const [read] = resultsIn((await agent.requests())[1]);
  const requested = events.find((event) => event.type === 'call-requested');
  return { turn, ran, read, requested, waiting: await waitingIds(letta.client, agent.id) };
}

const modes = [
  { mode: 'token deltas', stream_tokens: true },
  { mode: 'whole steps', stream_tokens: false },
];

describe.each(modes)('36-bad-arguments, with $mode', ({ mode, stream_tokens }) => {
  test.each([
    { input: 'not json', why: 'the input is not valid JSON' },
    { input: '[1,2]', why: 'the input must be a JSON object' },
    {
      input: '{"path": "a',
      why: 'the input is not valid JSON: the text ends in the middle, after 11 characters, so it was probably cut off in transit',
    },
    { input: '{"path": "a"}{"path": "b"}', why: 'the input is not valid JSON' },
    { input: '"{\\"path\\":\\"a\\"}"', why: 'the input must be a JSON object' },
    { input: '7', why: 'the input must be a JSON object' },
  ])(
    `36-bad-arguments: the input $input does not reach the handler, and the model reads why (${mode})`,
    async ({ input, why }) => {
      const { turn, ran, read, requested, waiting } = await callWith(input, stream_tokens);
      expect(ran).toEqual([]);
      expect(requested).toMatchObject({ call: { input } });
      expect(read).toMatchObject({ status: 'Failed', message: `Error: Invalid input for "read_file": ${why}.` });
      expect(turn).toMatchObject({ text: 'I see.', stopReason: 'end_turn' });
      expect(waiting).toEqual([]);
    },
  );

  test.each(['', '{}', 'null'])(
    `36-bad-arguments: the input %j is empty, and the model reads which property is missing (${mode})`,
    async (input) => {
      const { ran, read } = await callWith(input, stream_tokens);
      expect(ran).toEqual([]);
      expect(read?.status).toBe('Failed');
      expect(read?.message).toMatch(/^Error: Invalid input for "read_file": .*path/);
    },
  );

  test.each(['', '{}'])(
    `36-bad-arguments: the input %j runs a tool that requires no input (${mode})`,
    async (input) => {
      const agent = await letta.agent({ script: [{ calls: [{ name: 'now', arguments: input }] }] });
      const inputs: unknown[] = [];
      const now = defineTool({
        name: 'now',
        description: 'The time',
        inputSchema: { type: 'object' },
        handler: (given) => {
          inputs.push(given);
          return 'noon';
        },
      });
      const request = { stream_tokens };
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [now], request });
      await connection.send('go');
      expect(inputs).toEqual([{}]);
      expect(resultsIn((await agent.requests())[1])).toMatchObject([{ status: 'OK', message: 'noon' }]);
    },
  );

  test(`36-bad-arguments: a call of a tool that was not offered is refused by the server, and the turn continues (${mode})`, async () => {
    const agent = await letta.agent({
      script: [{ calls: [{ name: 'no_such_tool', arguments: {} }] }, { text: 'I see.' }],
    });
    const { tool, ran } = readFile();
    const events: LettaEvent[] = [];
    const request = { stream_tokens };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool], request });
    const turn = await connection.send('go', { onEvent: (event) => events.push(event) });
    expect(turn.text).toBe('I see.');
    expect(ran).toEqual([]);
    expect(events).toMatchObject([
      { type: 'call-requested', call: { name: 'no_such_tool' }, on: 'server' },
      { type: 'server-tool-returned', failed: true, text: expect.stringContaining('Cannot call no_such_tool') },
      { type: 'text' },
      ...(stream_tokens ? [{ type: 'text' }, { type: 'text' }] : []),
    ]);
    expect(resultsIn((await agent.requests())[1])).toMatchObject([{ status: 'Failed' }]);
  });
});

describe('36-bad-arguments, cut off in a value', () => {
  const cutOff = '{"path": "notes.t';

  test('36-bad-arguments: truncated arguments arrive unchanged with token deltas, and the handler does not run', async () => {
    const { ran, requested, read } = await callWith(cutOff, true);
    expect(requested).toMatchObject({ call: { input: cutOff } });
    expect(ran).toEqual([]);
    expect(read).toMatchObject({ status: 'Failed', message: expect.stringContaining('not valid JSON') });
  });

  test('36-bad-arguments: truncated arguments are repaired by Letta in whole steps, which omits more of them', async () => {
    // 0.16.8. This process cannot distinguish it from the model's own arguments: a reason to keep token deltas.
    const { requested } = await callWith(cutOff, false);
    expect(requested).toMatchObject({ call: { input: expect.stringMatching(/^\{"path": "not[a-z.]*"\}$/) } });
  });
});
