/**
 * A LangChain agent that uses the functions of an ATP server and a client tool in one task.
 * Needs an ATP server (ATP_URL) and OPENAI_API_KEY.
 */
import { readFile } from 'node:fs/promises';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';

const readPackage = defineTool({
  namespace: 'local',
  name: 'readPackage',
  description: 'Read the package.json of this project',
  inputSchema: { type: 'object' },
  handler: async () => JSON.parse(await readFile('package.json', 'utf8')),
});

const atp = await connectATP({ baseUrl: process.env.ATP_URL ?? 'http://localhost:3333', tools: [readPackage] });
const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools: createToolsFromClient(atp) });

const question = 'How many characters has the name of this project? Let the server count.';
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
console.log(messages.at(-1)?.text);
atp.close();
