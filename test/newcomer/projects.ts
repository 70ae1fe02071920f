import { readFileSync } from 'node:fs';

/** A project of a new user, who installs what the examples of the README ask for. */
export interface NewcomerProject {
  readonly name: string;
  /** The examples that run there, by the title of their section. */
  readonly examples: readonly string[];
  /** Packages that no install line names, and versions other than those of this repository. */
  readonly versions?: Readonly<Record<string, string>>;
  /** The entries whose peers are installed. */
  readonly entries: readonly string[];
  /** The peer that is missing, by the entry that needs it. */
  readonly missing?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

/** Returns the version of a package that this repository is tested with. */
export function lockedVersion(name: string): string {
  return packages[`node_modules/${name}`].version;
}

const locked = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, lockedVersion(name)]));

/** Its newest version needs a newer `@langchain/core`. */
const langGraph = '@langchain/langgraph';
/** The example under MCP starts it with npx, which prefers an installed version. */
const filesystemServer = '@modelcontextprotocol/server-filesystem';
const core = [
  'toolferry',
  'toolferry/ag-ui',
  'toolferry/atp',
  'toolferry/mcp',
  'toolferry/journal',
  'toolferry/losses',
  'toolferry/schema',
];

export const projects: readonly NewcomerProject[] = [
  {
    name: 'LangChain',
    examples: ['LangChain', 'Agent Tool Protocol', 'MCP'],
    versions: locked(langGraph, filesystemServer),
    entries: [...core, 'toolferry/langchain', 'toolferry/langgraph'],
  },
  {
    name: 'ai 5',
    examples: ['Vercel AI SDK'],
    versions: { ai: lockedVersion('ai-v5'), '@ai-sdk/openai': '2.0.131' },
    entries: [...core, 'toolferry/ai-sdk'],
    missing: { 'toolferry/langchain': '@langchain/core' },
  },
  {
    name: 'ai 6',
    examples: ['Vercel AI SDK'],
    versions: { ai: lockedVersion('ai-v6'), '@ai-sdk/openai': '3.0.141' },
    entries: [...core, 'toolferry/ai-sdk'],
    missing: { 'toolferry/langchain': '@langchain/core' },
  },
  {
    name: 'ai 7',
    examples: ['Vercel AI SDK'],
    entries: [...core, 'toolferry/ai-sdk'],
    missing: { 'toolferry/langchain': '@langchain/core' },
  },
  {
    name: 'LangChain and ai 7',
    examples: ['LangChain', 'Vercel AI SDK', 'Agent Tool Protocol', 'Letta', 'MCP', 'Migrating'],
    versions: locked(langGraph, filesystemServer, 'zod-to-json-schema'),
    entries: [...core, 'toolferry/langchain', 'toolferry/ai-sdk', 'toolferry/letta', 'toolferry/zod3'],
  },
  {
    name: 'toolferry alone',
    examples: ['Test a tool'],
    entries: core,
    missing: { 'toolferry/langchain': '@langchain/core', 'toolferry/zod3': 'zod-to-json-schema' },
  },
];
