/**
 * Thirty LangChain tools, used by a Letta agent without any change. The tools run in this process.
 * Needs an agent (LETTA_AGENT_ID) on a Letta server (LETTA_BASE_URL), or on Letta Cloud (LETTA_API_KEY).
 */
import { Letta } from '@letta-ai/letta-client';
import { fromLangChainTools } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';
import { langchainTools } from './tools/langchain-tools.ts';

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: fromLangChainTools(langchainTools),
});
const { text } = await letta.send('Try each of your tools once, then list the ones that failed.', {
  onEvent: (event) => {
    if (event.type !== 'call-finished') return;
    const { output, error } = event.result;
    console.log(event.call.name, JSON.stringify(error?.message ?? output));
  },
});
console.log(text);
