/** The tools that are converted. */
import type { Tool } from 'ai';
import type { ToolMetadata } from 'toolferry';
import { berkeleyTools, githubAnnotations, githubTools } from '../laws/real-tools.ts';
import { samples } from '../laws/samples.ts';
import { aiSDKTools } from '../peers/ai-sdk-tools/ai-sdk-tools.ts';
import { langChainTools } from '../peers/langchain-tools/langchain-tools.ts';
import { aiSDKCorpusTool, type CorpusTool, clientCorpusTool, langChainCorpusTool } from './corpus-tool.ts';
import { mcpCorpora } from './mcp-corpora.ts';

export interface Corpus {
  readonly name: string;
  /** The framework that its tools are written for. */
  readonly of: 'client' | 'LangChain' | 'AI SDK';
  readonly tools: readonly CorpusTool[];
  /** The number of generated inputs for each tool. */
  readonly inputs: number;
}

/** Groups of corpora that are measured separately, because not every machine has the real definitions. */
export const corpora: Readonly<Record<string, () => Promise<Corpus[]>>> = {
  'schema-kinds': async () => [
    { name: 'every schema kind', of: 'client', inputs: 200, tools: Object.values(samples).map(clientCorpusTool) },
  ],
  'real-definitions': async () => [
    { name: 'GitHub MCP server', of: 'client', inputs: 12, tools: githubToolsWithMetadata().map(clientCorpusTool) },
    { name: 'Berkeley leaderboard', of: 'client', inputs: 5, tools: berkeleyTools().map(clientCorpusTool) },
  ],
  'mcp-servers': mcpCorpora,
  'langchain-tools': async () =>
    Object.entries(await langChainTools()).map(([name, tools]) => ({
      name,
      of: 'LangChain',
      inputs: 40,
      tools: tools.map(langChainCorpusTool),
    })),
  'ai-sdk-tools': async () =>
    Object.entries(await aiSDKTools()).map(([name, tools]) => ({
      name,
      of: 'AI SDK',
      inputs: 40,
      tools: Object.entries(tools).map(([tool, original]) => aiSDKCorpusTool(tool, original as Tool)),
    })),
};

/** Returns the tools with the metadata of a user who trusts the server's annotations. */
function githubToolsWithMetadata() {
  const annotations = githubAnnotations();
  return githubTools().map((tool) => ({ ...tool, metadata: metadataOf(annotations[tool.name]) }));
}

function metadataOf({ readOnlyHint, destructiveHint }: Record<string, unknown> = {}): ToolMetadata {
  if (readOnlyHint) return { operationType: 'read' };
  return { operationType: destructiveHint === false ? 'write' : 'destructive' };
}
