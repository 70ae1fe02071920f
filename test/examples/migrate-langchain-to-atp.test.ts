import { expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { langChainCalls, refusedLangChainCalls } from './langchain-calls.ts';
import { runExample } from './run-example.ts';

const server = useATPServer();

/** Outputs that code gets in another form than a model. */
const forPrograms: Readonly<Record<string, unknown>> = {
  search: [{ title: 'cats', url: 'https://example.com' }],
  draw: [{ type: 'image_url', image_url: { url: expect.stringContaining('data:image/png;base64,') } }],
};

test('thirty LangChain tools of different kinds work in ATP sandbox code', async () => {
  const allCalls = [...langChainCalls, ...refusedLangChainCalls];
  const lines = allCalls.map(([name, input]) => {
    const call = `await api.client.${name}(${JSON.stringify(input)})`;
    return `try { results.push(${call}); } catch (error) { results.push(error.message); }`;
  });
  const code = `const results = [];\n${lines.join('\n')}\nreturn results;`;
  const model = await startScriptedOpenAI(([result]) =>
    result ? { text: result } : { call: 'execute_code', input: { code } },
  );
  const printed = await runExample('migrate-langchain-to-atp.ts', { ...model.env, ATP_URL: server.baseUrl });
  await model.stop();
  expect(JSON.parse(printed)).toEqual([
    ...langChainCalls.map(([tool, , output]) => forPrograms[tool] ?? output),
    ...refusedLangChainCalls.map(([, , why]) => expect.stringContaining(why)),
  ]);
});
