/** Compares the losses that are reported with what a provider is sent before and after a conversion. */
import type { ClientTool } from 'toolferry';
import { createToolsFromClient as toAISDKTools } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChainTools } from 'toolferry/langchain';
import { toLettaClientTools } from 'toolferry/letta';
import { type ConversionLoss, type ConversionTarget, conversionLosses } from 'toolferry/losses';
import { expect, vi } from 'vitest';
import { type Difference, differences } from '../../fidelity/differences.ts';
import { type Major, type SentSchemas, sentByAISDK, sentByLangChain } from './sent-schemas.ts';

/** Returns the adapter of the AI SDK as it is where this major is installed. */
export async function withMajor(major: Major) {
  vi.resetModules();
  if (major === 7) vi.doUnmock('ai');
  else vi.doMock('ai', () => import(`ai-v${major}`));
  return import('toolferry/ai-sdk');
}

/** Returns the adapter of LangChain as it is where its core 1.1 is installed. */
export async function withCore11() {
  vi.resetModules();
  vi.doMock('@langchain/core/utils/json_schema', () => import('../../peers/langchain-0.3/core-1.1.ts'));
  return import('toolferry/langchain');
}

/**
 * Compares what each target is sent, of every tool that its own framework can show, with the losses that are reported. Resolves to
 * the number of those tools.
 */
export async function expectExact(
  before: SentSchemas,
  tools: readonly ClientTool[],
  aiMajors: readonly Major[],
  nameOf: (tool: ClientTool) => string,
): Promise<number> {
  const shown = tools.filter(({ name }) => before[name] !== undefined);
  const expectIn = (target: ConversionTarget, after: SentSchemas) => {
    const faults = shown.map((tool) => [nameOf(tool), ...faultsOf(tool, target, before, after)]);
    expect(faults.filter(({ length }) => length > 1)).toEqual([]);
  };
  expectIn('langchain', await sentByLangChain(toLangChainTools(shown)));
  for (const major of aiMajors) expectIn('ai-sdk', await sentByAISDK(major, toAISDKTools(shown)));
  expectIn(
    'letta',
    Object.fromEntries(toLettaClientTools(shown).map(({ name, parameters }) => [name, parameters ?? {}])),
  );
  expectIn('atp', Object.fromEntries(shown.map(({ name, inputSchema }) => [name, inputSchema])));
  return shown.length;
}

function faultsOf(tool: ClientTool, target: ConversionTarget, before: SentSchemas, after: SentSchemas): string[] {
  const sent = (schemas: SentSchemas) => ({ name: tool.name, description: '', inputSchema: schemas[tool.name] });
  const found = differences(sent(before), sent(after));
  const reported = conversionLosses(tool, target).filter(({ path }) => path.startsWith('inputSchema'));
  return [
    ...found.filter(({ path }) => !reported.some((loss) => loss.path === path)).map(({ path }) => `unreported ${path}`),
    ...reported.filter((loss) => !explains(loss, found)).map(({ kind, path }) => `false ${kind} ${path}`),
  ];
}

function explains({ kind, path }: ConversionLoss, found: readonly Difference[]): boolean {
  const difference = found.find((each) => each.path === path);
  if (difference === undefined) return false;
  const { before, after } = difference;
  if (kind === 'objectType') return before === undefined && /^inputSchema\/(type|properties)$/.test(path);
  if (path === 'inputSchema/$schema') return kind === 'dialect';
  if (before === false && path.endsWith('Properties')) return kind === 'closedObject';
  if (kind === 'requiredDefault') return before === true && after === undefined && path.includes('/required/');
  return kind === 'schema' || kind === 'reference';
}
