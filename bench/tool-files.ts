/** Writes files with 200 different tools whose handlers have inferred inputs, for `tsc`, in an ignored folder. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const count = 200;
const folder = fileURLToPath(new URL('../.tmp/tool-files', import.meta.url));

/** The source of one tool, and the imports of its file. */
interface Writer {
  readonly imports: string;
  readonly tool: (index: number) => string;
  /** What the file does with all of its tools. */
  readonly use?: (tools: readonly string[]) => string;
}

const importZod = `import { z } from 'zod';`;

/** Varies the members by index, so that no two tools have the same type. */
const zodSchema = (index: number) => `z.object({
    text${index}: z.string().min(1).describe('The text'),
    limit: z.number().int().default(${index}),
    tags: z.array(z.enum(['a', 'b', 'c${index}'])).optional(),
    at: z.union([z.object({ kind: z.literal('day'), day: z.string() }), z.object({ kind: z.literal('size'), size: z.number() })]),
    page: z.object({ number: z.number(), size: z.number().optional() }).nullable(),
  })`;

const jsonSchema = (index: number) => `{
    type: 'object',
    properties: {
      text${index}: { type: 'string', minLength: 1, description: 'The text' },
      limit: { type: 'integer' },
      tags: { type: 'array', items: { enum: ['a', 'b', 'c${index}'] } },
      at: {
        anyOf: [
          { type: 'object', properties: { kind: { const: 'day' }, day: { type: 'string' } }, required: ['kind', 'day'] },
          { type: 'object', properties: { kind: { const: 'size' }, size: { type: 'number' } }, required: ['kind', 'size'] },
        ],
      },
      page: { anyOf: [{ $ref: '#/$defs/page' }, { type: 'null' }] },
    },
    required: ['text${index}', 'limit', 'at', 'page'],
    $defs: { page: { type: 'object', properties: { number: { type: 'number' } }, required: ['number'] } },
  }`;

/** Does not compile if any of it is \`any\`, or is not narrowed by \`kind\`. */
const handler = (index: number) => `({ text${index}, limit, tags, at, page }) => {
    // @ts-expect-error: a string is not a number
    const wrong: number = text${index};
    const tag: 'a' | 'b' | 'c${index}' | undefined = tags?.[0];
    const size: number = at.kind === 'size' ? at.size : at.day.length;
    return { text: text${index}.toUpperCase(), sum: limit + size + (page?.number ?? 0), tag, wrong };
  }`;

const defined = (index: number) =>
  `defineTool({ name: 'tool_${index}', description: 'Do it', inputSchema: ${zodSchema(index)}, handler: ${handler(index)} })`;

/** Does not compile unless the keys, inputs and outputs of the set are exact. */
const useSet = (tools: readonly string[]) => `const tools = createToolsFromClient([${tools.join(', ')}]);
export const sum: Promise<number> = tools.tool_1
  .execute({ text1: 'a', at: { kind: 'day', day: 'b' }, page: null })
  .then((output) => output.sum);
// @ts-expect-error: no such tool
tools.tool_${tools.length};
export const key: keyof typeof tools = 'tool_2';
`;

const writers = {
  'toolferry, zod': {
    imports: `import { defineTool } from 'toolferry';\n${importZod}`,
    tool: defined,
  },
  'toolferry, zod, as a tool set of ai': {
    imports: `import { defineTool } from 'toolferry';\nimport { createToolsFromClient } from 'toolferry/ai-sdk';\n${importZod}`,
    tool: defined,
    use: useSet,
  },
  'toolferry, JSON Schema': {
    imports: `import { defineTool } from 'toolferry';`,
    tool: (index) =>
      `defineTool({ name: 'tool_${index}', description: 'Do it', inputSchema: ${jsonSchema(index)}, handler: ${handler(index)} })`,
  },
  'ai, zod': {
    imports: `import { tool } from 'ai';\n${importZod}`,
    tool: (index) =>
      `tool({ description: 'Do it', inputSchema: ${zodSchema(index)}, execute: async ${handler(index)} })`,
  },
  'LangChain, zod': {
    imports: `import { tool } from '@langchain/core/tools';\n${importZod}`,
    tool: (index) =>
      `tool(async ${handler(index)}, { name: 'tool_${index}', description: 'Do it', schema: ${zodSchema(index)} })`,
  },
} as const satisfies Record<string, Writer>;

export type ToolFile = keyof typeof writers;
export const toolFiles = Object.keys(writers) as ToolFile[];

/** Writes a file and its `tsconfig.json`, and returns their folder for `tsc -p`. It uses the types of the built package. */
export function writeToolFile(name: ToolFile): string {
  const { imports, tool, use }: Writer = writers[name];
  const toolFolder = path.join(folder, name.replaceAll(/\W+/g, '-'));
  rmSync(toolFolder, { recursive: true, force: true });
  mkdirSync(toolFolder, { recursive: true });
  const tools = Array.from({ length: count }, (_, index) => `export const tool${index} = ${tool(index)};`);
  const uses = use?.(tools.map((_, index) => `tool${index}`)) ?? '';
  writeFileSync(path.join(toolFolder, 'tools.ts'), [imports, ...tools, uses].join('\n'));
  const tsconfig = { extends: '../../../tsconfig.json', compilerOptions: { paths: {} }, include: ['*.ts'] };
  writeFileSync(path.join(toolFolder, 'tsconfig.json'), JSON.stringify(tsconfig));
  return toolFolder;
}
