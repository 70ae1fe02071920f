/** Converts every kind of tool for every kind of agent, calls it, and makes a table of the outcomes. */

import { ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicTool, tool as langChainTool } from '@langchain/core/tools';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { tool as aiTool, jsonSchema, type ToolSet } from 'ai';
import { type } from 'arktype';
import { tool as langChain } from 'langchain';
import { type ClientTool, defineTool } from 'toolferry';
import { fromAISDKTool, createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { fromLangChainTool, createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { zod3 } from 'toolferry/zod3';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const description = 'Double a number';
const json = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } as const;
const double = ({ n }: { n: number }) => ({ doubled: n * 2 });
const named = { name: 'sample', description };
const input = { n: 21 };
const doubled = JSON.stringify({ doubled: 42 });

interface Kind {
  readonly name: string;
  /** Throws or rejects for a kind that is refused. */
  readonly make: () => ClientTool | Promise<ClientTool>;
  readonly input?: object;
  readonly output?: string;
}

const ai = (name: string, tool: ToolSet[string] | object): Kind => ({
  name: `AI SDK: ${name}`,
  make: () => fromAISDKTool('sample', tool as ToolSet[string]),
});
const lc = (name: string, make: () => Parameters<typeof fromLangChainTool>[0], others: Partial<Kind> = {}): Kind => ({
  name: `LangChain: ${name}`,
  make: () => fromLangChainTool(make()),
  ...others,
});
const defined = (name: string, inputSchema: Parameters<typeof defineTool>[0]['inputSchema']): Kind => ({
  name: `\`defineTool\`: ${name}`,
  make: () => defineTool({ ...named, inputSchema, handler: (value) => double(value as { n: number }) }) as ClientTool,
});

const kinds: readonly Kind[] = [
  defined('JSON Schema', json),
  defined('zod 4', z.object({ n: z.number() })),
  defined('ArkType', type({ n: 'number' })),
  defined('valibot, by `toStandardJsonSchema`', toStandardJsonSchema(v.object({ n: v.number() }))),
  defined('zod 3, by `zod3`', zod3(z3.object({ n: z3.number() }))),
  lc('zod 4', () => langChainTool(double, { ...named, schema: z.object({ n: z.number() }) })),
  lc('zod 3', () => langChainTool(double, { ...named, schema: z3.object({ n: z3.number() }) as never })),
  lc('JSON Schema', () => langChainTool(double as never, { ...named, schema: json as never })),
  lc('string input (`DynamicTool`)', () => new DynamicTool({ ...named, func: async (value) => `${value}!` }), {
    input: { input: 'Hi' },
    output: '"Hi!"',
  }),
  lc('content and artifact', () =>
    langChainTool((value: never) => ['forty-two', double(value)], {
      ...named,
      schema: json as never,
      responseFormat: 'content_and_artifact',
    }),
  ),
  lc('async generator', () =>
    langChainTool(
      async function* (value: never) {
        yield 'half way';
        return double(value);
      } as never,
      { ...named, schema: json as never },
    ),
  ),
  lc(
    'returns a `ToolMessage`',
    () =>
      langChainTool(
        (_input: never, config) => new ToolMessage({ content: 'done', tool_call_id: config.toolCall?.id ?? '' }),
        {
          ...named,
          schema: json as never,
        },
      ),
    { output: '"done"' },
  ),
  lc('`RunnableToolLike`', () => RunnableLambda.from(double).asTool({ ...named, schema: z.object({ n: z.number() }) })),
  lc('headless', () => langChain({ ...named, schema: z.object({ n: z.number() }) })),
  ai('zod 4', aiTool({ description, inputSchema: z.object({ n: z.number() }), execute: double })),
  ai('ArkType', aiTool({ description, inputSchema: type({ n: 'number' }), execute: double })),
  ai('`jsonSchema()`', aiTool({ description, inputSchema: jsonSchema<{ n: number }>(json as never), execute: double })),
  ai('lazy schema', { description, inputSchema: () => jsonSchema(json as never), execute: double }),
  ai('async iterable', {
    description,
    inputSchema: z.object({ n: z.number() }),
    async *execute(value: { n: number }) {
      yield 'half way';
      yield double(value);
    },
  }),
  ai('`needsApproval`', {
    description,
    inputSchema: z.object({ n: z.number() }),
    needsApproval: true,
    execute: double,
  }),
  ai('no `execute`', { description, inputSchema: z.object({ n: z.number() }), outputSchema: z.unknown() }),
  ai('defined by a provider', { type: 'provider', id: 'openai.web_search', args: {}, inputSchema: jsonSchema({}) }),
];

/** Makes the table of docs/migrating.md. */
export async function conversionTable(baseUrl: string): Promise<string> {
  const rows: string[] = [];
  for (const kind of kinds) rows.push(`| ${[kind.name, ...(await cells(kind, baseUrl))].join(' | ')} |`);
  return ['| | LangChain agent | AI SDK | ATP sandbox code |', '|---|---|---|---|', ...rows].join('\n');
}

async function cells(kind: Kind, baseUrl: string): Promise<string[]> {
  let asked = 0;
  const approve = () => ++asked > 0;
  const tool = await Promise.resolve(kind.make)
    .then((make) => make())
    .catch(() => undefined);
  if (tool === undefined) return ['refused', 'refused', 'refused'];
  const columns = [inLangChain, inAISDK, inATP];
  const notes: string[] = [];
  for (const column of columns) {
    asked = 0;
    const outcome = await column(tool, kind.input ?? input, approve, baseUrl);
    const isRight = outcome.output === (kind.output ?? doubled);
    notes.push(outcome.note ?? (isRight ? `runs${asked > 0 ? ', asks first' : ''}` : `gives ${outcome.output}`));
  }
  return notes;
}

type Outcome = { readonly output?: string | undefined; readonly note?: string };

async function inLangChain(tool: ClientTool, args: object, approve: () => boolean): Promise<Outcome> {
  const [made] = toLangChain([tool], { approve });
  if (made?.metadata?.headlessTool === true) return { note: 'headless: the graph is interrupted' };
  const call = { type: 'tool_call' as const, id: 'call_1', name: 'sample', args: args as Record<string, unknown> };
  const message = await made?.invoke(call);
  return { output: JSON.stringify(message?.artifact ?? message?.text) };
}

async function inAISDK(tool: ClientTool, args: object, approve: () => boolean): Promise<Outcome> {
  const made = toAISDK([tool], { approve }).sample;
  if (made?.execute === undefined) return { note: 'no `execute`: the call is returned' };
  const output = await made.execute(args, { toolCallId: 'call_1', messages: [], context: {} });
  const rich = (output as { 'toolferry/result'?: { output: unknown } } | null)?.['toolferry/result'];
  return { output: JSON.stringify(rich ? rich.output : output) };
}

async function inATP(tool: ClientTool, args: object, approve: () => boolean, baseUrl: string): Promise<Outcome> {
  const atp = await connectATP({ baseUrl, tools: [tool], approve });
  const code = `try { return await api.client.sample(${JSON.stringify(args)}) } catch (error) { return error.message }`;
  const { result } = await atp.execute(code);
  atp.close();
  return String(result).includes('has no handler')
    ? { note: 'fails: no handler here' }
    : { output: JSON.stringify(result) };
}
