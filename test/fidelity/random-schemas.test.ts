/** The laws of the round trip, for random schemas. */
import { tool as langChainTool } from '@langchain/core/tools';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { tool as aiTool, jsonSchema, type Tool } from 'ai';
import fc from 'fast-check';
import { type ClientTool, defineTool, type JSONSchema } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { type ConvertibleTool, fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { jsonSchemas, zodSchemas } from '../laws/random-schemas.ts';
import type { Corpus } from './corpora.ts';
import { aiSDKCorpusTool, type CorpusTool, clientCorpusTool, langChainCorpusTool } from './corpus-tool.ts';
import { measureAll } from './measure-all.ts';

const named = { name: 'find', description: 'Find' };
const run = () => 'done';
const schemas: fc.Arbitrary<JSONSchema | z.ZodType> = fc.oneof(jsonSchemas, zodSchemas);
const numRuns = 40;

const define = (inputSchema: JSONSchema | z.ZodType) =>
  defineTool({ ...named, inputSchema: inputSchema as JSONSchema, handler: run }) as ClientTool;
/** LangChain (core 1.2) cannot show a zod schema with a transform inside, and so cannot show its tool to a model. */
function isShownByLangChain(schema: JSONSchema | z.ZodType): boolean {
  try {
    return toJsonSchema(schema as z.ZodType) !== undefined;
  } catch {
    return false;
  }
}

const isZod = (schema: JSONSchema | z.ZodType): schema is z.ZodType => '_zod' in schema;

const writers: Readonly<Record<Corpus['of'], (schema: JSONSchema | z.ZodType) => CorpusTool>> = {
  client: (schema) => clientCorpusTool(define(schema)),
  LangChain: (schema) =>
    langChainCorpusTool(langChainTool(run, { ...named, schema } as never) as unknown as ConvertibleTool),
  'AI SDK': (schema) => {
    const inputSchema = isZod(schema) ? schema : jsonSchema(schema);
    return aiSDKCorpusTool('find', aiTool({ description: 'Find', inputSchema, execute: run } as never) as Tool);
  },
};

describe.each(Object.entries(writers))('a tool written for: %s', (of, write) => {
  test(`a tool of ${of} with a random schema keeps its meaning on every route`, async () => {
    const property = fc.asyncProperty(
      of === 'LangChain' ? schemas.filter(isShownByLangChain) : schemas,
      async (schema) => {
        const rows = await measureAll([{ name: 'random', of: of as Corpus['of'], inputs: 8, tools: [write(schema)] }]);
        expect(
          rows.flatMap(({ direction, wrong, crashed }) => [...wrong, ...crashed].map((fault) => [direction, fault])),
        ).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns });
  }, 120_000);
});

test('from(to(tool)) returns the tool itself for every schema', async () => {
  const property = fc.asyncProperty(schemas, async (schema) => {
    const tool = define(schema);
    expect(fromLangChainTool(toLangChainTool(tool))).toBe(tool);
    expect(await fromAISDKTool('find', toAISDKTool(tool) as Tool)).toBe(tool);
  });
  await fc.assert(property);
});
