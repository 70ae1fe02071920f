/** Tools of every schema kind, for the conversion laws that the tests of each framework check. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { type ClientTool, defineTool, ToolferryError, toolResult } from 'toolferry';
import { zod3 } from 'toolferry/zod3';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod3';

const named = { namespace: 'notes', name: 'find.all', description: 'Find notes:\n\tby text, tag or age' };

const file = z.object({
  path: z.string().min(1),
  get children() {
    return z.array(file).default([]);
  },
});

/** Tools by schema kind. Depending on its input, each handler returns a value or several parts, or fails. */
export const samples: Readonly<Record<string, ClientTool>> = {
  'JSON Schema': defineTool({
    ...named,
    inputSchema: {
      type: 'object',
      properties: {
        text: { type: 'string', pattern: '^[a-z]*$' },
        tags: { type: 'array', items: { enum: ['a', 'b'] }, maxItems: 3 },
        age: { $ref: '#/$defs/age' },
      },
      required: ['text'],
      additionalProperties: false,
      $defs: { age: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }] } },
    },
    handler: answer,
  }),
  'JSON Schema that accepts anything': defineTool({ ...named, inputSchema: {}, handler: answer }),
  'zod 3': defineTool({
    ...named,
    inputSchema: zod3(
      z3.object({
        text: z3.string().refine((text) => text.length !== 2, 'has two letters'),
        limit: z3.number().int().default(10),
        when: z3.union([z3.literal('now'), z3.number()]).optional(),
      }),
    ),
    handler: answer,
  }),
  'zod 4': defineTool({
    ...named,
    inputSchema: z.object({
      text: z.string().refine(async (text) => text.length !== 2, 'has two letters'),
      limit: z.int().default(10),
      double: z
        .number()
        .transform((value) => value * 2)
        .optional(),
      target: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('day'), day: z.string() }),
        z.object({ kind: z.literal('size'), size: z.number().positive() }),
      ]),
    }),
    handler: answer,
  }),
  'zod 4, recursive': defineTool({ ...named, inputSchema: file, handler: answer }),
  ArkType: defineTool({
    ...named,
    inputSchema: type({ text: 'string > 0', 'tags?': "('a' | 'b')[]", 'age?': 'number.integer >= 0 | null' }),
    handler: answer,
  }),
  valibot: defineTool({
    ...named,
    inputSchema: toStandardJsonSchema(
      v.object({
        text: v.pipe(v.string(), v.minLength(1)),
        limit: v.optional(v.number(), 10),
        flag: v.nullable(v.boolean()),
      }),
    ),
    handler: answer,
  }),
};

/** Deterministically covers all outcomes of a call, depending on the length of the input. */
export function answer(input: unknown): unknown {
  const text = JSON.stringify(input);
  switch (text.length % 7) {
    case 0:
      throw new Error(`cannot use ${text}\nand more lines`);
    case 1:
      throw new ToolferryError('out_of_paper', `There is no paper for ${text}`, { data: { input } });
    case 2:
      return toolResult({ error: { code: 'busy', message: `Later:\n${text}`, data: [text] } });
    case 3:
      return toolResult({
        output: input,
        content: [
          { type: 'text', text },
          { type: 'file', mediaType: 'image/png', data: 'AAAA' },
        ],
        stdout: [text],
      });
    case 4:
      return text;
    case 5:
      return { circular: () => text };
    default:
      return { got: input };
  }
}
