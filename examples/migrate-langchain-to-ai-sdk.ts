/**
 * Thirty LangChain tools, used by an AI SDK agent without any change.
 * Needs OPENAI_API_KEY.
 */
import { openai } from '@ai-sdk/openai';
import { generateText, isStepCount } from 'ai';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { fromLangChainTools } from 'toolferry/langchain';
import { langchainTools } from './tools/langchain-tools.ts';

const { text, steps } = await generateText({
  model: openai('gpt-5-mini'),
  tools: createToolsFromClient(fromLangChainTools(langchainTools)),
  stopWhen: isStepCount(50),
  prompt: 'Try each of your tools once, then list the ones that failed.',
});
for (const { toolName, output } of steps.flatMap(({ toolResults }) => toolResults))
  console.log(toolName, JSON.stringify(output));
console.log(text);
