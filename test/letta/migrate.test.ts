import { expect, test } from 'vitest';
import { tools } from '../../examples/tools/ai-sdk-tools.ts';
import { aiSDKCalls, callByAISDK, failingAISDKCalls } from '../examples/ai-sdk-calls.ts';
import { asText } from '../examples/as-text.ts';
import { langChainCalls, refusedLangChainCalls } from '../examples/langchain-calls.ts';
import { runExample } from '../examples/run-example.ts';
import { useLetta } from '../peers/letta/use-letta.ts';
import { resultsIn, toolsIn } from './support/model-view.ts';

const letta = useLetta();
const imageAsTheServerShowsIt = '[Image omitted]';

/** Runs an example with an agent that makes these calls, all calls of a step at once. */
async function runWithCalls(file: string, ...steps: readonly (readonly (readonly [string, unknown])[])[]) {
  const calls = steps.map((step) => ({ calls: step.map(([name, input]) => ({ name, arguments: input })) }));
  const agent = await letta.agent({ script: [...calls, { text: 'All tried.' }], model: 'glm-4.5' });
  const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id, LETTA_API_KEY: 'not-a-key' };
  const printed = await runExample(file, env);
  const requests = await agent.requests();
  return { printed, offered: toolsIn(requests[0]), messages: resultsIn(requests.at(-1)).map(({ message }) => message) };
}

test('migrate-langchain-to-letta.ts: thirty LangChain tools of different kinds answer a Letta agent', async () => {
  const requested = [...langChainCalls, ...refusedLangChainCalls];
  const { printed, offered, messages } = await runWithCalls(
    'migrate-langchain-to-letta.ts',
    requested.map(([name, input]) => [name, input]),
  );
  expect(offered).toEqual(langChainCalls.map(([name]) => name));
  expect(printed).toContain('search [{"title":"cats","url":"https://example.com"}]');
  expect(printed).toMatch(/All tried\.\n$/);
  for (const [index, [name, , output]] of langChainCalls.entries()) {
    const shown = name === 'draw' ? imageAsTheServerShowsIt : asText(output);
    expect([name, messages[index]]).toEqual([name, shown]);
  }
  for (const [index, [name, , why]] of refusedLangChainCalls.entries())
    expect([name, messages[langChainCalls.length + index]]).toEqual([name, expect.stringContaining(why)]);
});

test('migrate-ai-sdk-to-letta.ts: thirty AI SDK tools show a Letta agent the same results as the AI SDK shows its model', async () => {
  const calls = Object.entries(aiSDKCalls);
  const failing = Object.entries(failingAISDKCalls);
  const later = Object.keys(aiSDKCalls).indexOf('listNotes');
  const { printed, offered, messages } = await runWithCalls(
    'migrate-ai-sdk-to-letta.ts',
    calls.slice(0, later),
    calls.slice(later),
    [...failing.map(([name, { input }]) => [name, input] as const), ['removeNotes', { really: true }]],
  );
  expect(offered).toEqual(Object.keys(tools));
  expect(printed).toContain('Not approved: removeNotes({"really":true})');
  for (const [index, [name, input]] of calls.entries()) {
    const { saw } = await callByAISDK(tools, name, input);
    const shown = saw?.type === 'content' ? imageAsTheServerShowsIt : asText(saw?.value);
    expect([name, messages[index]]).toEqual([name, shown]);
  }
  for (const [index, [name, { message }]] of failing.entries())
    expect([name, messages[calls.length + index]]).toEqual([name, expect.stringContaining(message)]);
  expect(messages.at(-1)).toBe('Error: "removeNotes" was not run: it was not approved.');
});
