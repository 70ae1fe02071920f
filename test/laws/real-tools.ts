/** Real definitions as tools, if the folder with them exists. */
import { existsSync, readFileSync } from 'node:fs';
import type { ClientTool, JSONSchema, ToolDefinition } from 'toolferry';
import { answer } from './samples.ts';

const data = new URL('../../../shared/data/', import.meta.url);

/** False, or the reason why tests with real definitions are skipped, which is also printed. */
export const skip = existsSync(data) ? false : 'the folder ../shared/data with real definitions is not here';
if (skip) console.warn(`skipped: ${skip}`);

/** 117 tools of the GitHub MCP server. */
export function githubTools(): ClientTool[] {
  const tools: ToolDefinition[] = read('github-mcp-server.tools.json');
  return tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema, handler: answer }));
}

/** The annotations of the tools of that server, by name. */
export function githubAnnotations(): Readonly<Record<string, Record<string, unknown> | undefined>> {
  const tools: { name: string; annotations?: Record<string, unknown> }[] = read('github-mcp-server.tools.json');
  return Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
}

/** 800 functions of the Berkeley leaderboard, with types that JSON Schema does not define. */
export function berkeleyTools(): ClientTool[] {
  const functions: { name: string; description: string; parameters: JSONSchema }[] = read('bfcl.functions.json');
  return functions.map(({ parameters, ...named }) => ({ ...named, inputSchema: parameters, handler: answer }));
}

function read(file: string) {
  return JSON.parse(readFileSync(new URL(file, data), 'utf8'));
}
