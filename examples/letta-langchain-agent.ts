/**
 * A LangChain agent uses a client tool, the server tools of a Letta agent, and the Letta agent itself.
 * Requires an agent (LETTA_AGENT_ID) with a tool that counts words, on a Letta server (LETTA_BASE_URL) or on Letta Cloud
 * (LETTA_API_KEY), and OPENAI_API_KEY.
 */
import { readFile } from 'node:fs/promises';
import { ChatOpenAI } from '@langchain/openai';
import { Letta } from '@letta-ai/letta-client';
import { createAgent } from 'langchain';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';

const readPackage = defineTool({
  name: 'read_package',
  description: 'Read the package.json of this project',
  inputSchema: { type: 'object' },
  handler: async () => JSON.parse(await readFile('package.json', 'utf8')),
});

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: [readPackage],
});
const tools = createToolsFromClient(letta);
console.log(tools.map(({ name }) => name).join(', '));

const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools });
const question =
  'How many words describe this project? Let the server count, and ask the Letta agent what it thinks of it.';
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
console.log(messages.at(-1)?.text);
