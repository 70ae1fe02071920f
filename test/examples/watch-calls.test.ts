import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();

test('watch-calls.ts logs calls, approvals, rounds and errors with their durations, and no input', async () => {
  const code = `
    const sizes = [await api.fs.size({ name: 'april.txt' }), await api.fs.size({ name: 'march.txt' })];
    return sizes[0] < sizes[1] ? 'april.txt' : 'march.txt';`;
  const model = await startScriptedOpenAI(([missing, smaller, removed]) => {
    if (!missing) return { call: 'fs_size', input: { name: 'may.txt' } };
    if (!smaller) return { call: 'execute_code', input: { code } };
    if (!removed) return { call: 'fs_remove', input: { name: smaller } };
    return { text: `${smaller} is removed: ${removed}` };
  });
  const output = await runExample('watch-calls.ts', { ...model.env, ATP_URL: server.baseUrl });
  await model.stop();
  const lines = output.trim().split('\n');
  expect(lines.pop()).toBe('march.txt is removed: true');
  const logged = lines.map((line) => JSON.parse(line));
  expect(logged.map(({ event, tool, calls }) => [event, tool ?? calls])).toEqual([
    ['handler threw', 'fs_size'],
    ['call-finished', 'fs_size'],
    ['paused', ['fs_size']],
    ['call-finished', 'fs_size'],
    ['paused', ['fs_size']],
    ['call-finished', 'fs_size'],
    ['call-finished', 'execute_code'],
    ['approval-answered', 'fs_remove'],
    ['call-finished', 'fs_remove'],
  ]);
  const [thrown, failed] = logged;
  expect(thrown).toMatchObject({
    level: 'error',
    call: 'call_1',
    stack: expect.stringMatching(/may\.txt[\s\S]*watch-calls\.ts:\d+/),
  });
  expect(failed).toMatchObject({ level: 'warn', call: 'call_1', code: 'failed', ms: expect.any(Number) });
  expect(
    logged
      .filter(({ event }) => event !== 'handler threw')
      .map(String)
      .join(),
  ).not.toContain('.txt');
});
