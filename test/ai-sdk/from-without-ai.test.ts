import { type } from 'arktype';
import { fromAISDKTool } from 'toolferry/ai-sdk';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';

vi.mock('ai', () => {
  throw new Error('ai was loaded');
});

const jsonSchema = { [Symbol.for('vercel.ai.schema')]: true, jsonSchema: { type: 'object' }, validate: undefined };
const convert = (inputSchema: unknown) => fromAISDKTool('t', { inputSchema, execute: () => 1 } as never);

test('ai is loaded only for a schema that cannot convert itself to JSON Schema (zod 3, zod 4.0)', async () => {
  for (const schema of [z.object({}), type({}), jsonSchema, async () => jsonSchema, undefined])
    expect(await convert(schema)).toMatchObject({ inputSchema: { type: 'object' } });
  await expect(convert(z3.object({}))).rejects.toMatchObject({ code: 'invalid_tool' });
});
