import { describe, expect, test } from 'vitest';
import { nextStep } from '../../examples/demo/task.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Say, startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { runExample } from './run-example.ts';

const server = useATPServer({
  groups: {
    text: [
      {
        name: 'length',
        description: 'Count the characters of a string',
        inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
        handler: ({ text }: { text: string }) => text.length,
      },
    ],
  },
});

async function runWithModel(file: string, next: (results: readonly string[]) => Say) {
  const model = await startScriptedOpenAI(next);
  const output = await runExample(file, { ...model.env, ATP_URL: server.baseUrl });
  const requests = model.requests();
  await model.stop();
  return { output, requests };
}

describe('examples', () => {
  test('langchain-over-atp.ts uses a server function and a client tool', async () => {
    const { output } = await runWithModel('langchain-over-atp.ts', ([project, count]) => {
      if (!project) return { call: 'local_readPackage', input: {} };
      const { name } = JSON.parse(project);
      if (!count) return { call: 'execute_code', input: { code: `return await api.text.length({ text: '${name}' })` } };
      return { text: `${name} has ${count} characters.` };
    });
    expect(output.trim()).toBe('toolferry has 9 characters.');
  });

  test('ai-sdk-over-atp.ts uses a server function and an AI SDK tool', async () => {
    const { output } = await runWithModel('ai-sdk-over-atp.ts', ([count, shouted]) => {
      if (!count)
        return { call: 'execute_code', input: { code: `return await api.text.length({ text: 'toolferry' })` } };
      return shouted ? { text: shouted } : { call: 'shout', input: { text: `nine: ${count}` } };
    });
    expect(output.trim()).toBe('NINE: 9!');
  });

  test('langchain-tools-in-atp.ts orders only what was approved', async () => {
    const output = await runExample('langchain-tools-in-atp.ts', { ATP_URL: server.baseUrl });
    expect(JSON.parse(output)).toEqual(['ordered 10 coffee']);
  });

  test.each([
    ['y\n', 'removed /tmp/old.txt'],
    ['n\n', '"files_remove" was not run: it was not approved.'],
  ])('approval-in-a-terminal.ts follows the typed answer %j', async (typed, printed) => {
    const output = await runExample('approval-in-a-terminal.ts', { ATP_URL: server.baseUrl }, typed);
    expect(output).toContain(
      'Run files_remove({"path":"/tmp/old.txt"})? Approval is needed because it is destructive.',
    );
    expect(output).toContain(printed);
  });
});

describe('the demo', () => {
  const finished = 'March: 12. April: 60';

  test('the demo runs with a script if there is no API key, and prints that', async () => {
    const output = await runExample('demo/demo.ts');
    expect(output).toContain('Model: none, a script decides');
    expect(output.split(finished)).toHaveLength(3);
    expect(output).toContain('resume: paused, asks for system.info');
    expect(output).toContain('approve fs_delete({"name":"march.txt"})? it is destructive. No.');
    expect(output).toContain('Files left: april.txt, march.txt');
  });

  test('the demo does the same task with a real provider package if there is an API key', async () => {
    const { output, requests } = await runWithModel('demo/demo.ts', (results) => {
      const step = nextStep(results);
      return 'text' in step ? step : { call: step.name, input: step.input };
    });
    expect(output).toContain('Model: gpt-5-mini');
    expect(output.split(finished)).toHaveLength(3);
    expect(requests).toHaveLength(12);
  });
});
