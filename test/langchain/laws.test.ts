/** Laws of conversion, for every kind of schema and for real definitions. */
import { DynamicStructuredTool, ToolInputParsingException } from '@langchain/core/tools';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';
import fc from 'fast-check';
import { type ClientTool, checkDefinition, createBridge, type ToolResult, toolName } from 'toolferry';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { inputsFor } from '../laws/inputs.ts';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { samples } from '../laws/samples.ts';

/** The tool after a round trip through LangChain, as a copy that lost the mark of its origin. */
const throughLangChain = (tool: ClientTool) => fromLangChainTool(Object.create(toLangChainTool(tool)));
const call = (tool: ClientTool, input: unknown): Promise<ToolResult> =>
  createBridge({ tools: [tool] }).execute({ id: 'c1', name: toolName(tool), input });

/** Checks that both return the same results, and counts them by error code. */
async function sameResults(tool: ClientTool, numRuns: number): Promise<Record<string, number>> {
  const through = throughLangChain(tool);
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(inputsFor(tool.inputSchema), async (input) => {
    const direct = await call(tool, input);
    const code = direct.error?.code ?? 'ok';
    seen[code] = (seen[code] ?? 0) + 1;
    expect(await call(through, input)).toEqual(direct);
  });
  await fc.assert(property, { numRuns });
  return seen;
}

function sameDefinition(tool: ClientTool): void {
  const through = throughLangChain(tool);
  expect(through).not.toBe(tool);
  expect(toolName(through)).toBe(toolName(tool));
  expect(through.description).toBe(tool.description);
  // Providers need a type and properties, which are shown where the author wrote none.
  expect(through.inputSchema).toEqual({ type: 'object', properties: {}, ...tool.inputSchema });
  expect(convertToOpenAITool(toLangChainTool(through))).toEqual(convertToOpenAITool(toLangChainTool(tool)));
}

describe.each(Object.entries(samples))('%s', (_, tool) => {
  test('from(to(tool)) is the tool', () => {
    expect(fromLangChainTool(toLangChainTool(tool))).toBe(tool);
  });

  test('a copy that went through LangChain has the same name, description and schema', () => {
    sameDefinition(tool);
  });

  test('a copy that went through LangChain returns the same result for each input', async () => {
    const { ok, invalid_input, failed, out_of_paper, busy, invalid_output } = await sameResults(tool, 300);
    for (const count of [ok, failed, out_of_paper, busy, invalid_output, invalid_input])
      expect(count).toBeGreaterThan(3);
  });
});

describe('real definitions', () => {
  test.skipIf(skip).each([
    ['117 tools of the GitHub MCP server', 117, githubTools],
    ['800 functions of the Berkeley leaderboard', 800, berkeleyTools],
  ])('%s: from(to(tool)) is the tool, and a copy has the same definition and results', async (_, count, read) => {
    const tools = read();
    expect(tools).toHaveLength(count);
    const all: Record<string, number> = {};
    for (const tool of tools) {
      expect(fromLangChainTool(toLangChainTool(tool))).toBe(tool);
      sameDefinition(tool);
      for (const [code, times] of Object.entries(await sameResults(tool, 5))) all[code] = (all[code] ?? 0) + times;
    }
    expect(all.ok).toBeGreaterThan(count);
    expect(all.invalid_input).toBeGreaterThan(count / 2);
  });

  test.skipIf(skip)(
    'types that JSON Schema does not know are reported, not refused, after a round trip through LangChain',
    () => {
      const checks = berkeleyTools().map((tool) => checkDefinition(throughLangChain(tool)));
      expect(checks.flatMap(({ errors }) => errors)).toEqual([]);
      expect(checks.flatMap(({ warnings }) => warnings)).toEqual(
        berkeleyTools().flatMap((tool) => checkDefinition(tool).warnings),
      );
      expect(checks.filter(({ warnings }) => warnings.length > 0).length).toBeGreaterThan(100);
    },
  );
});

describe("a LangChain tool's own schema", () => {
  const schemas = {
    'zod 3': z3.object({
      text: z3.string().refine((text) => text.length !== 2),
      limit: z3.number().default(3),
      tags: z3.array(z3.enum(['a', 'b'])).optional(),
    }),
    'zod 4': z.object({
      text: z.string().refine(async (text) => text.length !== 2),
      limit: z.number().default(3),
      double: z
        .number()
        .transform((value) => value * 2)
        .optional(),
    }),
    'zod 4, strict': z.strictObject({ text: z.string().min(1), age: z.int().min(0).nullable() }),
    'JSON Schema': {
      type: 'object' as const,
      properties: { text: { type: 'string' as const }, limit: { type: 'integer' as const, minimum: 0 } },
      required: ['text'],
    },
  };

  test.each(Object.entries(schemas))(
    '%s: a converted tool accepts what its source accepts, with the same result',
    async (_, schema) => {
      const func = async (input: object) => ('limit' in input ? { got: input } : Object.keys(input).join());
      const source = new DynamicStructuredTool({
        name: 'find',
        description: 'Find',
        schema: schema as z.ZodType,
        func,
      });
      const converted = fromLangChainTool(source);
      const made = toLangChainTool(converted);
      let errors = 0;
      let ran = 0;
      const property = fc.asyncProperty(
        inputsFor(converted.inputSchema).filter(isObject).filter(hasNoPrototypeKey),
        async (args) => {
          const toolCall = { type: 'tool_call' as const, id: 'c1', name: 'find', args };
          const original = await source.invoke(toolCall).catch((error: unknown) => error);
          const isRefused = original instanceof ToolInputParsingException;
          isRefused ? errors++ : ran++;
          const { error } = await call(converted, args);
          expect(error?.code === 'invalid_input').toBe(isRefused);
          const message = await made.invoke(toolCall);
          expect(message.status).toBe(isRefused ? 'error' : 'success');
          if (!isRefused) expect(message.content).toBe((original as typeof message).content);
        },
      );
      await fc.assert(property, { numRuns: 300 });
      expect(errors).toBeGreaterThan(20);
      expect(ran).toBeGreaterThan(20);
    },
  );
});

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** toolferry refuses an own `__proto__` key, which LangChain accepts. */
function hasNoPrototypeKey(args: object): boolean {
  return !JSON.stringify(args).includes('"__proto__":');
}
