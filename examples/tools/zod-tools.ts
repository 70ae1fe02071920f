/** LangChain tools with zod schemas, as many projects define them. */
import { DynamicStructuredTool, tool } from '@langchain/core/tools';
import { z } from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';

const add = tool(({ a, b }) => a + b, {
  name: 'add',
  description: 'Add two numbers',
  schema: z.object({ a: z.number(), b: z.number() }),
});

const repeat = tool(({ text, times }) => text.repeat(times), {
  name: 'repeat',
  description: 'Repeat text',
  schema: z.object({ text: z.string(), times: z.int().min(1).default(2) }),
});

const convertLength = tool(({ value, unit }) => ({ meters: value * { km: 1000, mile: 1609 }[unit] }), {
  name: 'convert_length',
  description: 'Convert a length to meters',
  schema: z.object({ value: z.number(), unit: z.enum(['km', 'mile']) }),
});

const dayOfWeek = tool(({ date }) => date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }), {
  name: 'day_of_week',
  description: 'The weekday of a date',
  schema: z.object({ date: z.coerce.date() }),
});

const factorial = tool(
  ({ n }) => ({ result: [...Array(Number(n)).keys()].reduce((all, i) => all * BigInt(i + 1), 1n) }),
  {
    name: 'factorial',
    description: 'The factorial of a number',
    schema: z.object({ n: z.coerce.bigint() }),
  },
);

const area = tool(
  ({ shape }) => (shape.kind === 'circle' ? Math.round(shape.radius ** 2 * Math.PI) : shape.side ** 2),
  {
    name: 'area',
    description: 'The area of a shape',
    schema: z.object({
      shape: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('circle'), radius: z.number() }),
        z.object({ kind: z.literal('square'), side: z.number() }),
      ]),
    }),
  },
);

const folder = z.object({
  name: z.string(),
  get folders() {
    return z.array(folder).default([]);
  },
});
type Folder = z.infer<typeof folder>;
const count = ({ folders }: Folder): number => folders.reduce((sum, each) => sum + count(each), 1);
const countFolders = tool(({ root }) => ({ folders: count(root) }), {
  name: 'count_folders',
  description: 'Count the folders of a tree',
  schema: z.object({ root: folder }),
});

const average = tool(
  ({ scores }) => Object.values(scores).reduce((sum, score) => sum + score) / Object.keys(scores).length,
  {
    name: 'average',
    description: 'The average score',
    schema: z.object({ scores: z.object({}).catchall(z.number()) }),
  },
);

const distance = tool(({ from: [x1, y1], to: [x2, y2] }) => Math.hypot(x2 - x1, y2 - y1), {
  name: 'distance',
  description: 'The distance of two points',
  schema: z.object({ from: z.tuple([z.number(), z.number()]), to: z.tuple([z.number(), z.number()]) }),
});

const greet = tool(({ name }) => `Hello, ${name ?? 'stranger'}!`, {
  name: 'greet',
  description: 'Greet a person, if the name is known',
  schema: z.object({ name: z.string().nullable() }),
});

const reserve = tool(({ seat }) => `Seat ${seat} is reserved.`, {
  name: 'reserve',
  description: 'Reserve a seat',
  schema: z.object({ seat: z.string().refine(async (seat) => seat !== '1A', 'this seat is taken') }),
});

const slug = tool(({ title }) => title, {
  name: 'slug',
  description: 'Convert a title to part of an address',
  schema: z.object({ title: z.string().transform((title) => title.toLowerCase().replaceAll(' ', '-')) }),
});

const label = tool(({ id, ...labels }) => ({ id, labels }), {
  name: 'label',
  description: 'Put any labels on an item',
  schema: z.looseObject({ id: z.string() }),
});

const clamp = tool(({ value }) => Math.min(value, 10), {
  name: 'clamp',
  description: 'At most ten',
  schema: mini.object({ value: mini.number() }),
});

const initials = new DynamicStructuredTool({
  name: 'initials',
  description: 'The initials of a name (zod 3)',
  schema: z3.object({ first: z3.string().min(1), last: z3.string().default('Doe') }),
  func: async ({ first, last }) => `${first[0]}${last[0]}`,
});

const evenOnly = new DynamicStructuredTool({
  name: 'half',
  description: 'Half of an even number (zod 3)',
  schema: z3.object({ value: z3.number().refine((value) => value % 2 === 0, 'must be even') }),
  func: async ({ value }) => value / 2,
});

export const zodTools = [
  ...[add, repeat, convertLength, dayOfWeek, factorial, area, countFolders, average, distance],
  ...[greet, reserve, slug, label, clamp, initials, evenOnly],
];
