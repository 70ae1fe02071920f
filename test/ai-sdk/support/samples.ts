import { existsSync, readFileSync } from 'node:fs';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { type ClientTool, defineTool, type JSONSchema, type StandardJSONSchema, ToolferryError } from 'toolferry';
import { zod3 } from 'toolferry/zod3';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const data = new URL('../../../../shared/data/', import.meta.url);
/** Why tests with real definitions are skipped, or false. */
export const skip = existsSync(data) ? false : 'the folder ../shared/data with real definitions is not here';
if (skip) console.warn(`skipped: ${skip}`);

/** A handler that shows what it got; for some inputs it fails, by itself or with a code. */
function handler(input: unknown): unknown {
  const { length } = JSON.stringify(input);
  if (length % 5 === 1) throw new Error(`failed at ${length}`);
  if (length % 5 === 2) throw new ToolferryError('odd', `odd at ${length}`, { data: { length } });
  return { got: input };
}

function sample(name: string, description: string, inputSchema: JSONSchema | StandardJSONSchema): ClientTool {
  return defineTool<JSONSchema | StandardJSONSchema, unknown>({ name, description, inputSchema, handler });
}

/** 117 definitions of the GitHub MCP server and 800 of the Berkeley leaderboard, whose types are partly unknown. */
export function realTools(): readonly ClientTool[] {
  if (skip) return [];
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, data), 'utf8'));
  const github: { name: string; description: string; inputSchema: JSONSchema }[] = read('github-mcp-server.tools.json');
  const bfcl: { name: string; description: string; parameters: JSONSchema }[] = read('bfcl.functions.json');
  return [
    ...github.map(({ name, description, inputSchema }) => sample(name, description, inputSchema)),
    ...bfcl.map(({ name, description, parameters }) => sample(name, description, parameters)),
  ];
}

/** The same input described by each schema library, with a default and a transform where there is one. */
export const libraryTools: readonly ClientTool[] = [
  sample(
    'zod_4',
    'zod 4',
    z.object({ text: z.string().min(2), n: z.number().int().default(1), pick: z.enum(['a', 'b']).optional() }),
  ),
  sample('zod_4_transform', 'transforms', z.object({ text: z.string().trim().toUpperCase(), n: z.coerce.number() })),
  sample('zod_4_strict', 'strict', z.strictObject({ text: z.string(), tags: z.array(z.string()).max(2).optional() })),
  sample('zod_3', 'zod 3', zod3(z3.object({ text: z3.string().min(2), n: z3.number().default(1) }))),
  sample('arktype', 'ArkType', type({ text: 'string >= 2', 'n?': 'number.integer' })),
  sample('valibot', 'valibot', toStandardJsonSchema(v.object({ text: v.pipe(v.string(), v.minLength(2)) }))),
];
