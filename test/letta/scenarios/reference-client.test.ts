import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { fetchTool } from '../support/fetch-tool.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { waitingIds } from '../support/server-state.ts';

const letta = useLetta();
const read = { calls: [{ name: 'read_file', arguments: { path: 'a' } }] };

describe('scenarios of the reference client', () => {
  test.each([false, true])(
    'an empty response of the model ends the turn without text, and nothing is sent again (stream_tokens: %s)',
    async (stream_tokens) => {
      const agent = await letta.agent({ script: [read, { text: '' }, { text: 'Asked twice.' }] });
      const { tool, ran } = readFile();
      const request = { stream_tokens };
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool], request });
      expect(await connection.send('go')).toMatchObject({ text: '', stopReason: 'end_turn' });
      expect(ran).toEqual(['a']);
      expect(await agent.requests()).toHaveLength(2);
    },
  );

  test('results that meet a used-up quota of the provider are not sent again, and are in the error', async () => {
    const quota = { error: { status: 429, message: 'usage_limit_reached' } };
    const agent = await letta.agent({ script: [read, quota, quota, quota, { text: 'Asked again.' }] });
    const { tool, ran } = readFile();
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'model_error',
      message: expect.stringContaining('usage_limit_reached'),
      data: { pause: { answers: [{ output: 'content of a' }] } },
    });
    expect(ran).toEqual(['a']);
    // The server itself requests the model three times.
    expect(await agent.requests()).toHaveLength(4);
  });

  test.each([
    { type: 'exit_loop' },
    { type: 'required_before_exit' },
    { type: 'max_count_per_step', max_count_limit: 1 },
  ])('a tool rule of the agent that names a client tool has no effect on it: %j', async (rule) => {
    const agent = await letta.agent({ script: [read, read, { text: 'Done.' }] });
    const { tool, ran } = readFile();
    await letta.client.agents.update(agent.id, { tool_rules: [{ ...rule, tool_name: tool.name } as never] });
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
    expect((await connection.send('go')).text).toBe('Done.');
    expect(ran).toEqual(['a', 'a']);
  });

  test('a denial that also aborts ends the turn, and leaves no pending calls', async () => {
    await fetchTool(letta.client, 'fetch_denied', { isGated: true });
    const calls = [{ name: 'fetch_denied', arguments: { url: 'U' } }];
    const agent = await letta.agent({ script: [{ calls }, { text: 'Next.' }], tools: ['fetch_denied'] });
    const abort = new AbortController();
    const approve = () => {
      abort.abort(new Error('no more of this'));
      return { approved: false, reason: 'no' };
    };
    const connection = await connectLetta({ client: letta.client, agentId: agent.id, approve });
    await expect(connection.send('go', { signal: abort.signal })).rejects.toThrow('no more of this');
    expect(await waitingIds(letta.client, agent.id)).toEqual([]);
    expect(await agent.requests()).toHaveLength(1);
    expect((await connection.send('go on')).text).toBe('Next.');
  });

  test('a subset of the tools per turn is a connection of its own', async () => {
    const agent = await letta.agent({ script: [read, { text: 'I see.' }, read, { text: 'Read.' }] });
    const { tool } = readFile();
    const options = { client: letta.client, agentId: agent.id };
    const [without, all] = [await connectLetta(options), await connectLetta({ ...options, tools: [tool] })];
    expect((await without.send('go')).text).toBe('I see.');
    expect((await all.send('go')).text).toBe('Read.');
    const requests = await agent.requests();
    expect(resultsIn(requests[3]).at(-1)).toMatchObject({ message: 'content of a' });
    expect(requests.map(({ tools }) => tools?.length ?? 0)).toEqual([0, 0, 1, 1]);
  });
});
