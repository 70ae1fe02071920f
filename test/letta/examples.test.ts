import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runExample } from '../examples/run-example.ts';
import { useLetta } from '../peers/letta/use-letta.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { resultsIn } from './support/model-view.ts';

const letta = useLetta();
const env = ({ id }: { readonly id: string }) => ({
  LETTA_BASE_URL: letta.baseUrl,
  LETTA_AGENT_ID: id,
  LETTA_API_KEY: 'not-a-key',
});

test('letta-langchain-tools.ts: LangChain tools answer a Letta agent, including two calls at once', async () => {
  const lookUp = (day: string) => ({ id: `look_${day}`, name: 'look_up', arguments: { day } });
  const enter = (day: string) => ({ id: `enter_${day}`, name: 'enter', arguments: { day, what: 'lunch with Ada' } });
  const agent = await letta.agent({
    script: [
      { calls: [lookUp('Monday'), lookUp('Tuesday')] },
      { calls: [enter('Monday')] },
      { calls: [enter('Tuesday')] },
      { text: 'Lunch is on Tuesday.' },
    ],
  });
  const output = await runExample('letta-langchain-tools.ts', env(agent));
  expect(output.split('\n')).toEqual(['Lunch is on Tuesday.', "{ Monday: 'dentist', Tuesday: 'lunch with Ada' }", '']);
  expect(resultsIn((await agent.requests()).at(-1))).toEqual([
    { id: 'look_Monday', status: 'OK', message: 'dentist' },
    { id: 'look_Tuesday', status: 'OK', message: 'nothing' },
    { id: 'enter_Monday', status: 'Failed', message: 'Error: "enter" was not run: it was not approved.' },
    { id: 'enter_Tuesday', status: 'OK', message: '2 days are taken' },
  ]);
});

test("letta-ai-sdk-tools.ts: AI SDK tools answer a Letta agent, with the tool's defaults and needsApproval", async () => {
  const agent = await letta.agent({
    script: [
      { calls: [{ name: 'temperature', arguments: { room: 'study' } }] },
      { calls: [{ name: 'heat', arguments: { room: 'study', degrees: 25 } }] },
      { calls: [{ name: 'heat', arguments: { room: 'study' } }] },
      { text: 'The study will be warmer.' },
    ],
  });
  const output = await runExample('letta-ai-sdk-tools.ts', env(agent));
  expect(output.split('\n')).toEqual([
    'temperature 16',
    'Not approved: heat({"room":"study","degrees":25})',
    'heat "heat" was not run: that is too warm.',
    'heat the study will have 20 °C',
    'The study will be warmer.',
    '',
  ]);
});

test.each([
  { typed: 'y', result: 'exit code 0\nstderr:\ncareful', written: '2\n' },
  { typed: 'n', result: 'Error: "bash" was not run: it was not approved.', written: undefined },
])('letta-coding-agent.ts runs a command only if the person types y: $typed', async ({ typed, result, written }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'toolferry-shell-'));
  const file = path.join(folder, 'count.txt');
  const read = { id: 'call_read', name: 'bash', arguments: { command: 'ls LICENSE README.md' } };
  const write = { id: 'call_write', name: 'bash', arguments: { command: `echo 2 > ${file}; echo careful >&2` } };
  const agent = await letta.agent({
    script: [{ text: 'I look.', calls: [read] }, { text: 'Two.', calls: [write] }, { text: 'That was it.' }],
  });
  const output = await runExample('letta-coding-agent.ts', env(agent), `${typed}\n`);
  expect(output).toMatch(/^I look\.\nLICENSE\nREADME\.md\nexit code 0\nTwo\.\n/);
  expect(output.split('[y/N]')).toHaveLength(2);
  expect(output).toContain(`Run ${write.arguments.command} [y/N]`);
  expect(output).toMatch(/That was it\.\n$/);
  expect(resultsIn((await agent.requests()).at(-1))).toMatchObject([
    { message: 'exit code 0\nstdout:\nLICENSE\nREADME.md' },
    { message: result },
  ]);
  expect(await readFile(file, 'utf8').catch(() => undefined)).toBe(written);
  await rm(folder, { recursive: true });
});

test('letta-langchain-agent.ts uses a client tool, a server tool and the Letta agent in one task', async () => {
  const source =
    'def count_words(text: str) -> int:\n    """Counts words.\n\n    Args:\n        text: the text\n    """\n    return len(text.split())';
  await letta.pythonTool(source);
  const agent = await letta.agent({ script: [{ text: 'I like it.' }], tools: ['count_words'] });
  await letta.client.agents.update(agent.id, { name: 'librarian' });
  const model = await startScriptedOpenAI(([project, count, opinion]) => {
    if (!project) return { call: 'read_package', input: {} };
    const { description } = JSON.parse(project) as { description: string };
    if (!count) return { call: 'count_words', input: { text: description } };
    if (!opinion) return { call: 'ask_librarian', input: { message: `What do you think of this? ${description}` } };
    return { text: `${count} words. The librarian says: ${opinion}` };
  });
  const output = await runExample('letta-langchain-agent.ts', { ...env(agent), ...model.env });
  await model.stop();
  const { description } = JSON.parse(await readFile('package.json', 'utf8')) as { description: string };
  expect(output.split('\n')).toEqual([
    'read_package, count_words, ask_librarian',
    `${description.split(' ').length} words. The librarian says: I like it.`,
    '',
  ]);
  expect((await agent.requests())[0]?.messages.at(-1)).toMatchObject({
    content: expect.stringContaining(description),
  });
});

test('an example without an agent id fails and names the missing option', async () => {
  await expect(runExample('letta-ai-sdk-tools.ts', env({ id: '' }))).rejects.toThrow(
    'connectLetta() requires the agentId of a Letta agent',
  );
});
