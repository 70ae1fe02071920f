/** LangChain tools of npm packages, created without a network. Tools of a service get a fake key. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tools as anthropic } from '@langchain/anthropic';
import { createRetrieverTool, JsonToolkit, RequestsToolkit } from '@langchain/classic/agents/toolkits';
import { ConversationChain } from '@langchain/classic/chains';
import { InMemoryFileStore } from '@langchain/classic/stores/file/in_memory';
import { ChainTool, JsonSpec, ReadFileTool, VectorStoreQATool, WriteFileTool } from '@langchain/classic/tools';
import { InfoSqlTool, ListTablesSqlTool, QuerySqlTool } from '@langchain/classic/tools/sql';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { FakeEmbeddings, FakeListChatModel } from '@langchain/core/utils/testing';
import { ExaFindSimilarResults, ExaSearchResults } from '@langchain/exa';
import { createHandoffTool as handOffInTeam } from '@langchain/langgraph-supervisor';
import { createHandoffTool as handOffInSwarm } from '@langchain/langgraph-swarm';
import { customTool, tools as openai } from '@langchain/openai';
import * as tavily from '@langchain/tavily';
import {
  createAsyncSubAgentMiddleware,
  createFilesystemMiddleware,
  createSubAgentMiddleware,
  LocalShellBackend,
} from 'deepagents';
import { todoListMiddleware } from 'langchain';
import type { ConvertibleTool } from 'toolferry/langchain';
import { createPeerFolder } from '../peer-folder.ts';
import { communityTools } from './community-tools.ts';
import { sqlDatabase } from './sql-database.ts';

const apiKey = 'not-a-key';
/** The folder for files that tools write: one of this process, because others use the same tools at the same time. */
const folders = createPeerFolder();
process.once('exit', () => rmSync(folders, { recursive: true, force: true }));

/** The function of tools whose work is defined by their user. */
const execute = async (input: unknown) => `did ${JSON.stringify(input)}`;

/** Creates the tools, by package, with a new database, new files and new answers. */
export async function langChainTools(): Promise<Readonly<Record<string, readonly ConvertibleTool[]>>> {
  return {
    '@langchain/community': communityTools(),
    '@langchain/classic': await classicTools(),
    deepagents: await deepAgentTools(),
    '@langchain/tavily': [
      new tavily.TavilySearch({ tavilyApiKey: apiKey }),
      new tavily.TavilyExtract({ tavilyApiKey: apiKey }),
      new tavily.TavilyCrawl({ tavilyApiKey: apiKey }),
      new tavily.TavilyMap({ tavilyApiKey: apiKey }),
      new tavily.TavilyResearch({ tavilyApiKey: apiKey }),
      new tavily.TavilyGetResearch({ tavilyApiKey: apiKey }),
    ],
    '@langchain/exa': exaTools(),
    '@langchain/anthropic': [
      anthropic.memory_20250818({ execute }),
      anthropic.textEditor_20250728({ execute }),
      anthropic.computer_20251124({ execute, displayWidthPx: 800, displayHeightPx: 600 }),
      anthropic.bash_20250124({ execute }),
    ] as ConvertibleTool[],
    '@langchain/openai': [
      openai.computerUse({ execute, displayWidth: 800, displayHeight: 600, environment: 'browser' } as never),
      openai.localShell({ execute }),
      openai.shell({ execute } as never),
      openai.applyPatch({ execute }),
      customTool(async (text) => `did ${text}`, { name: 'run_code', format: { type: 'text' } }),
    ] as ConvertibleTool[],
    '@langchain/langgraph-supervisor': [handOffInTeam({ agentName: 'bob' })],
    '@langchain/langgraph-swarm': [handOffInSwarm({ agentName: 'alice' })],
    langchain: todoListMiddleware().tools as unknown as ConvertibleTool[],
  };
}

async function classicTools(): Promise<ConvertibleTool[]> {
  const db = await sqlDatabase();
  const store = new InMemoryFileStore();
  await store.writeFile('notes.txt', 'milk\nbread');
  const llm = new FakeListChatModel({ responses: ['An answer'] });
  const vectorStore = new MemoryVectorStore(new FakeEmbeddings());
  await vectorStore.addDocuments([{ pageContent: 'Milk is white', metadata: { page: 1 } }]);
  const { tools: json } = new JsonToolkit(new JsonSpec({ notes: [{ text: 'milk' }], 'a/b': 1 }));
  const { tools: requests } = new RequestsToolkit({ Authorization: apiKey });
  return [
    new QuerySqlTool(db),
    new InfoSqlTool(db),
    new ListTablesSqlTool(db),
    ...json,
    ...requests,
    new ReadFileTool({ store }),
    new WriteFileTool({ store }),
    new VectorStoreQATool('shop', 'What the shop has', { vectorStore, llm: llm as never }),
    new ChainTool({ name: 'talk', description: 'Talk', chain: new ConversationChain({ llm }) }),
    createRetrieverTool(vectorStore.asRetriever(), {
      name: 'find_pages',
      description: 'Find pages',
    }) as ConvertibleTool,
  ];
}

/** Creates the tools that deepagents gives each agent: files and a shell in a new folder, and local and remote subagents. */
async function deepAgentTools(): Promise<ConvertibleTool[]> {
  const rootDir = await mkdtemp(`${folders}/`);
  const files = createFilesystemMiddleware({ backend: new LocalShellBackend({ rootDir, virtualMode: true }) });
  const reader = { name: 'reader', description: 'Reads', systemPrompt: 'Read' };
  const defaultModel = new FakeListChatModel({ responses: ['Read it'] });
  const here = createSubAgentMiddleware({ defaultModel, subagents: [reader] });
  const elsewhere = createAsyncSubAgentMiddleware({
    asyncSubAgents: [{ name: 'writer', description: 'Writes', graphId: 'writer', url: 'http://127.0.0.1:9' }],
  });
  return [files, here, elsewhere].flatMap(({ tools = [] }) => tools as unknown as ConvertibleTool[]);
}

/** Creates Exa's tools with a fake client of the service. */
function exaTools(): ConvertibleTool[] {
  const find = async (text: string) => ({ results: [{ title: `About ${text}`, url: 'https://a.example' }] });
  const client = { searchAndContents: find, findSimilarAndContents: find } as never;
  return [
    new ExaSearchResults({ client, searchArgs: {} as never }),
    new ExaFindSimilarResults({ client, searchArgs: {} as never }),
  ];
}
