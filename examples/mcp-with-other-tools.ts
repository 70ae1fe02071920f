/**
 * A LangChain agent with four kinds of tools in one list: remote tools of an MCP server and of an ATP server, a client tool and
 * a LangChain tool. Needs an ATP server (ATP_URL) and OPENAI_API_KEY. It starts the MCP server, for the folder NOTES_DIR.
 */
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { createAgent } from 'langchain';
import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { fromMCPClient } from 'toolferry/mcp';
import { z } from 'zod';

const folder = process.env.NOTES_DIR ?? '.';

const notesFolder = defineTool({
  name: 'notes_folder',
  description: 'Get the folder of the notes',
  inputSchema: { type: 'object' },
  handler: () => folder,
});
const atp = await connectATP({
  baseUrl: process.env.ATP_URL ?? 'http://localhost:3333',
  tools: [notesFolder],
  expose: 'functions',
  approve: ({ call, reason }) => {
    console.log(`${call.name} needs approval because ${reason}`);
    return call.name === 'files_write_file';
  },
});

const client = new Client({ name: 'mcp-with-other-tools', version: '1.0.0' });
const args = ['-y', '@modelcontextprotocol/server-filesystem', folder];
await client.connect(new StdioClientTransport({ command: 'npx', args }));
await fromMCPClient(client, { namespace: 'files', bridge: atp.bridge });

const translate = tool(({ text }) => text.replace('characters', 'Zeichen'), {
  name: 'translate',
  description: 'Translate into German',
  schema: z.object({ text: z.string() }),
});
const tools = [...createToolsFromClient(atp), translate];
const agent = createAgent({ model: new ChatOpenAI({ model: 'gpt-5-mini' }), tools });
const question =
  'How many characters has the note ferry.txt? Write it in German into length.txt, then rename ferry.txt to old.txt.';
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
console.log(messages.at(-1)?.text);

await client.close();
atp.close();
