import { defineTool, type StandardJSONSchema } from 'toolferry';
import { zod3 } from 'toolferry/zod3';
import { expectTypeOf } from 'vitest';
import { z as z4 } from 'zod';
import { z as z4v3 } from 'zod/v3';
import { z } from 'zod3';

// The handler's input has the type that zod 3 parses.
const schema = z.object({
  text: z.string(),
  times: z.number().default(2),
  at: z.string().transform(Number).optional(),
});
const tool = defineTool({
  name: 'repeat',
  description: 'Repeat',
  inputSchema: zod3(schema),
  needsApproval: ({ times }) => times > 3,
  handler: (input) => {
    expectTypeOf(input).toEqualTypeOf<{ text: string; times: number; at?: number | undefined }>();
    return input.text;
  },
});
expectTypeOf<ReturnType<typeof tool.handler>>().toEqualTypeOf<string | Promise<string>>();
expectTypeOf(zod3(schema)).toExtend<StandardJSONSchema>();
zod3(z4v3.object({ a: z4v3.string() }));

// @ts-expect-error: zod 4 needs no wrapper
zod3(z4.object({ a: z4.string() }));
// @ts-expect-error: not a schema
zod3({ type: 'object' });
