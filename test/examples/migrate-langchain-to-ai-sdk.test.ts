import { expect, test } from 'vitest';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { asText } from './as-text.ts';
import { langChainCalls as calls, refusedLangChainCalls as refused } from './langchain-calls.ts';
import { runExample } from './run-example.ts';

test('thirty LangChain tools of different kinds work in an AI SDK agent', async () => {
  const seen: string[] = [];
  const allCalls = [...calls, ...refused];
  const model = await startScriptedOpenAI((results) => {
    seen.splice(0, seen.length, ...results);
    const next = allCalls[results.length];
    return next ? { call: next[0], input: next[1] } : { text: 'All tried.' };
  });
  const printed = await runExample('migrate-langchain-to-ai-sdk.ts', model.env);
  const [request] = model.requests();
  await model.stop();

  expect(new Set(calls.map(([tool]) => tool)).size).toBe(30);
  expect(JSON.stringify(request?.body)).toContain('"name":"double"');
  expect(printed).toMatch(/^All tried\.$/m);
  expect(printed).toContain('search {"toolferry/result":{"output":[{"title":"cats","url":"https://example.com"}]');
  for (const [index, [tool, , output]] of calls.entries()) expect([tool, seen[index]]).toEqual([tool, asText(output)]);
  for (const [index, [tool, , why]] of refused.entries())
    expect([tool, seen[calls.length + index]]).toEqual([tool, expect.stringContaining(why)]);
});
