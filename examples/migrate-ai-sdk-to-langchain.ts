/**
 * The tools of an AI SDK project, used by a LangChain agent and by sandbox code of an ATP server without any change.
 * Needs an ATP server (ATP_URL) and OPENAI_API_KEY.
 */
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { tools } from './tools/ai-sdk-tools.ts';

const clientTools = await fromAISDKTools(tools, {
  // The AI SDK has no such metadata. The policy asks for approval of destructive tools, whatever `needsApproval` returns.
  metadata: (name) => (name === 'removeNotes' ? { operationType: 'destructive' } : undefined),
});
const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools: clientTools,
  approve: ({ call }) => {
    console.log(`Not approved: ${call.name}(${JSON.stringify(call.input)})`);
    return false;
  },
});
const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools: createToolsFromClient(atp) });

const question =
  'Note the weather in Lima. Let sandbox code sum the areas of two circles, of radius 1 and 2, then remove all notes.';
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
console.log(messages.at(-1)?.text);
atp.close();
