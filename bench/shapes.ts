/** Inputs of the shapes that real tools have: a JSON Schema, the equivalent zod schema, and a valid input. */
import { z } from 'zod';

export interface Shape {
  readonly title: string;
  readonly inputSchema: { readonly type: 'object'; readonly [keyword: string]: unknown };
  readonly zodSchema: z.ZodType;
  readonly input: object;
}

const text = { type: 'string' } as const;
const closed = { additionalProperties: false } as const;

/** Each shape closed, as most zod tools are sent, and open, as most MCP tools are. */
export const shapes: readonly Shape[] = [
  ...variants('flat', {
    properties: {
      path: { type: 'string', minLength: 1 },
      encoding: text,
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      recursive: { type: 'boolean' },
    },
    required: ['path', 'encoding', 'limit'],
    shape: {
      path: z.string().min(1),
      encoding: z.string(),
      limit: z.int().min(1).max(100),
      recursive: z.boolean().optional(),
    },
    input: { path: 'notes.txt', encoding: 'utf8', limit: 10, recursive: true },
  }),
  ...variants('nested', {
    properties: {
      user: {
        type: 'object',
        properties: {
          name: text,
          address: { type: 'object', properties: { city: text, zip: text }, required: ['city', 'zip'] },
        },
        required: ['name', 'address'],
      },
      page: { type: 'object', properties: { number: { type: 'integer' }, size: { type: 'integer' } } },
    },
    required: ['user'],
    shape: {
      user: z.looseObject({ name: z.string(), address: z.looseObject({ city: z.string(), zip: z.string() }) }),
      page: z.looseObject({ number: z.int().optional(), size: z.int().optional() }).optional(),
    },
    input: { user: { name: 'Ada', address: { city: 'London', zip: 'NW1' } }, page: { number: 1, size: 50 } },
  }),
  ...variants('arrays', {
    properties: {
      tags: { type: 'array', items: text },
      points: {
        type: 'array',
        items: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } }, required: ['x', 'y'] },
      },
    },
    required: ['tags', 'points'],
    shape: {
      tags: z.array(z.string()),
      points: z.array(z.looseObject({ x: z.number(), y: z.number() })),
    },
    input: { tags: ['a', 'b', 'c', 'd'], points: [1, 2, 3, 4, 5].map((x) => ({ x, y: x / 2 })) },
  }),
  ...variants('enums', {
    properties: {
      unit: { enum: ['celsius', 'fahrenheit', 'kelvin'] },
      day: { enum: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
      place: { anyOf: [{ type: 'string' }, { type: 'object', properties: { id: text }, required: ['id'] }] },
    },
    required: ['unit', 'place'],
    shape: {
      unit: z.enum(['celsius', 'fahrenheit', 'kelvin']),
      day: z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']).optional(),
      place: z.union([z.string(), z.looseObject({ id: z.string() })]),
    },
    input: { unit: 'celsius', day: 'fri', place: { id: 'p1' } },
  }),
];

/** The shape of earlier measurements, with optional members and a closed object. */
export const readFile: Shape = {
  title: 'read file, closed',
  inputSchema: {
    type: 'object',
    properties: {
      path: { type: 'string', minLength: 1 },
      encoding: { enum: ['utf8', 'base64'] },
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      tags: { type: 'array', items: text },
    },
    required: ['path'],
    ...closed,
  },
  zodSchema: z.strictObject({
    path: z.string().min(1),
    encoding: z.enum(['utf8', 'base64']).optional(),
    limit: z.int().min(1).max(100).optional(),
    tags: z.array(z.string()).optional(),
  }),
  input: { path: 'notes.txt', encoding: 'utf8', limit: 10, tags: ['a', 'b'] },
};

export const small: readonly Shape[] = [
  {
    title: 'one member',
    inputSchema: { type: 'object', properties: { city: text }, required: ['city'] },
    zodSchema: z.looseObject({ city: z.string() }),
    input: { city: 'London' },
  },
  {
    title: 'two members',
    inputSchema: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
    zodSchema: z.looseObject({ a: z.number(), b: z.number() }),
    input: { a: 1, b: 2 },
  },
];

interface Members {
  readonly properties: object;
  readonly required: readonly string[];
  readonly shape: z.core.$ZodLooseShape;
  readonly input: object;
}

function variants(title: string, { properties, required, shape, input }: Members): Shape[] {
  const open = { type: 'object', properties, required } as const;
  return [
    { title: `${title}, closed`, inputSchema: { ...open, ...closed }, zodSchema: z.strictObject(shape), input },
    { title: `${title}, open`, inputSchema: open, zodSchema: z.looseObject(shape), input },
  ];
}
