/** Thirty AI SDK tools of every kind, with several schema libraries, as real projects define them. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { dynamicTool, jsonSchema, type ToolSet, tool } from 'ai';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { Notes } from './notes.ts';

const notes = new Notes();

/** One black pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

interface Folder {
  name: string;
  folders?: Folder[] | undefined;
}
const folder: z.ZodType<Folder> = z.object({
  name: z.string(),
  get folders() {
    return z.array(folder).optional();
  },
});

const countFolders = ({ folders = [] }: Folder): number => folders.reduce((sum, each) => sum + countFolders(each), 1);

export const tools = {
  // zod 4
  add: tool({
    description: 'Add two numbers',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    execute: ({ a, b }) => a + b,
  }),
  repeat: tool({
    description: 'Repeat text',
    inputSchema: z.object({ text: z.string(), times: z.int().min(1).max(9).default(2) }),
    execute: async ({ text, times }) => text.repeat(times),
  }),
  slug: tool({
    description: 'Make a title part of an address',
    inputSchema: z.object({ title: z.string().trim().toLowerCase() }),
    execute: ({ title }) => title.replaceAll(/\W+/g, '-'),
  }),
  weekday: tool({
    description: 'Get the day of the week',
    inputSchema: z.object({ date: z.iso.date().transform((text) => new Date(text)) }),
    execute: ({ date }) => date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' }),
  }),
  area: tool({
    description: 'Compute the area of a shape',
    inputSchema: z.object({
      shape: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('circle'), radius: z.number().positive() }),
        z.object({ kind: z.literal('rectangle'), width: z.number(), height: z.number() }),
      ]),
    }),
    execute: ({ shape }) => (shape.kind === 'circle' ? Math.PI * shape.radius ** 2 : shape.width * shape.height),
  }),
  convert: tool({
    description: 'Convert a temperature',
    inputSchema: z.object({ value: z.number(), to: z.enum(['C', 'F']) }),
    execute: ({ value, to }) => ({ value: to === 'F' ? value * 1.8 + 32 : (value - 32) / 1.8, unit: to }),
  }),
  total: tool({
    description: 'Add up the lines of an order',
    inputSchema: z.object({
      lines: z.array(z.object({ price: z.number(), count: z.number().default(1) })),
      discount: z.number().optional(),
    }),
    execute: ({ lines, discount = 0 }) => lines.reduce((sum, { price, count }) => sum + price * count, -discount),
  }),
  tally: tool({
    description: 'Add up named counts',
    inputSchema: z.object({ counts: z.record(z.string(), z.number()) }),
    execute: ({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0),
  }),
  distance: tool({
    description: 'Measure between two points',
    inputSchema: z.object({ from: z.tuple([z.number(), z.number()]), to: z.tuple([z.number(), z.number()]) }),
    execute: ({ from, to }) => Math.hypot(to[0] - from[0], to[1] - from[1]),
  }),
  folders: tool({
    description: 'Count the folders of a tree',
    inputSchema: z.object({ root: folder }),
    execute: ({ root }) => countFolders(root),
  }),
  range: tool({
    description: 'List numbers',
    inputSchema: z
      .object({ from: z.number(), to: z.number() })
      .refine(({ from, to }) => from <= to, 'from is after to'),
    execute: ({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index),
  }),
  divide: tool({
    description: 'Divide two numbers',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    execute: ({ a, b }) => {
      if (b === 0) throw new Error('Cannot divide by zero');
      return a / b;
    },
  }),
  ping: tool({ description: 'Answer pong', inputSchema: z.object({}), execute: () => 'pong' }),
  forget: tool({
    description: 'Return nothing',
    inputSchema: z.object({ word: z.string() }),
    execute: () => undefined,
  }),
  unique: tool({
    description: 'Remove duplicates',
    inputSchema: z.strictObject({ words: z.array(z.string()) }),
    execute: ({ words }) => [...new Set(words)],
  }),

  // zod 3, ArkType, valibot
  reverse: tool({
    description: 'Reverse text',
    inputSchema: z3.object({ text: z3.string(), upper: z3.boolean().default(false) }),
    execute: ({ text, upper }) => [...(upper ? text.toUpperCase() : text)].reverse().join(''),
  }),
  initials: tool({
    description: 'Shorten a name',
    inputSchema: z3.object({ name: z3.string().transform((name) => name.split(' ')) }),
    execute: ({ name }) => name.map((part) => part[0]).join(''),
  }),
  power: tool({
    description: 'Raise a number to a power',
    inputSchema: type({ base: 'number', exponent: 'number.integer >= 0' }),
    execute: ({ base, exponent }) => base ** exponent,
  }),
  words: tool({
    description: 'Count words',
    inputSchema: toStandardJsonSchema(v.object({ text: v.pipe(v.string(), v.minLength(1)) })),
    execute: ({ text }) => text.split(/\s+/).length,
  }),

  // JSON Schema: plain, with a validator, promised, lazy
  length: tool({
    description: 'Measure the length of text',
    inputSchema: jsonSchema<{ text: string }>({
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
    }),
    execute: ({ text }) => text.length,
  }),
  even: tool({
    description: 'Halve an even number',
    inputSchema: jsonSchema<{ n: number }>(
      { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
      {
        validate: (value) => {
          const { n } = value as { n: number };
          return n % 2 === 0 ? { success: true, value: { n } } : { success: false, error: new Error('n must be even') };
        },
      },
    ),
    execute: ({ n }) => n / 2,
  }),
  shout: tool({
    description: 'Convert text to upper case',
    inputSchema: jsonSchema<{ text: string }>(
      Promise.resolve({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }),
    ),
    execute: ({ text }) => `${text.toUpperCase()}!`,
  }),
  first: tool({
    description: 'Take the first of a list',
    inputSchema: () =>
      jsonSchema<{ list: string[] }>({
        type: 'object',
        properties: { list: { type: 'array', items: { type: 'string' }, minItems: 1 } },
        required: ['list'],
      }),
    execute: ({ list }) => list[0],
  }),

  // Dynamic, streaming, and with a separate output for the model
  lookup: dynamicTool({
    description: 'Look up a capital',
    inputSchema: jsonSchema({ type: 'object', properties: { country: { type: 'string' } }, required: ['country'] }),
    execute: async (input) => ({ Peru: 'Lima', Kenya: 'Nairobi' })[(input as { country: string }).country] ?? null,
  }),
  countdown: tool({
    description: 'Count down and report each number',
    inputSchema: z.object({ from: z.int().max(5) }),
    async *execute({ from }) {
      for (let n = from; n >= 0; n--) yield n === 0 ? 'lift-off' : `${n}`;
    },
  }),
  weather: tool({
    description: 'Get the weather',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) => ({ city, celsius: 21, station: 'A-113' }),
    toModelOutput: ({ output }) => ({ type: 'text', value: `${output.celsius} °C in ${output.city}` }),
  }),
  draw: tool({
    description: 'Draw a pixel',
    inputSchema: z.object({}),
    execute: () => ({ width: 1, height: 1 }),
    toModelOutput: () => ({
      type: 'content',
      value: [{ type: 'file', mediaType: 'image/png', data: { type: 'data', data: pixel } }],
    }),
  }),

  // Of a class, and one that needs approval
  addNote: notes.adding,
  listNotes: notes.listing,
  removeNotes: tool({
    description: 'Remove all notes',
    inputSchema: z.object({ really: z.boolean() }),
    needsApproval: ({ really }) => really,
    execute: ({ really }) => (really ? notes.clear() : 'Nothing was removed'),
  }),
} satisfies ToolSet;
