import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';

const letta = useLetta();

describe('a hanging handler', () => {
  test('a handler that exceeds its time limit is a failed result next to the results of the others, and its late result is dropped', async () => {
    const calls = ['hung', 'quick'].map((path) => ({ id: `call_${path}`, name: 'read_file', arguments: { path } }));
    const agent = await letta.agent({ script: [{ calls }, { text: 'Done.' }] });
    let finish = (): void => {};
    let reason: unknown;
    const { tool } = readFile({
      handler: (path, { signal }) => {
        if (path === 'quick') return 'quick';
        signal.addEventListener('abort', () => {
          reason = signal.reason;
        });
        return new Promise((resolve) => {
          finish = () => resolve('late');
        });
      },
    });
    const options = { client: letta.client, agentId: agent.id, tools: [tool], timeoutMs: 200 };
    const turn = await (await connectLetta(options)).send('go');
    finish();
    expect(turn.text).toBe('Done.');
    expect(reason).toMatchObject({ name: 'TimeoutError' });
    expect(resultsIn((await agent.requests())[1])).toEqual([
      { id: 'call_hung', status: 'Failed', message: 'Error: "read_file" did not finish within 200 ms.' },
      { id: 'call_quick', status: 'OK', message: 'quick' },
    ]);
  });
});
