/**
 * Thirty LangChain tools, called by sandbox code of an ATP server without any change: the model needs one call instead of
 * thirty. Needs an ATP server (ATP_URL) and OPENAI_API_KEY.
 */
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient, fromLangChainTools } from 'toolferry/langchain';
import { langchainTools } from './tools/langchain-tools.ts';

const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools: fromLangChainTools(langchainTools),
});
const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools: createToolsFromClient(atp) });

const question = 'Try each function of api.client in one piece of code. Which of them failed, and why?';
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
console.log(messages.at(-1)?.text);
atp.close();
