/** LangChain tools with plain JSON Schema. */
import { tool } from '@langchain/core/tools';

const stock: Record<string, number> = { apple: 3, pear: 0 };
const inStock = tool(({ item }: { item: string }) => ({ item, left: stock[item] ?? 0 }), {
  name: 'in_stock',
  description: 'How many of an item are left',
  schema: { type: 'object', properties: { item: { enum: ['apple', 'pear'] } }, required: ['item'] },
});

const total = tool(({ lines }: { lines: { price: number; count: number }[] }) => sum(lines), {
  name: 'total',
  description: 'The total of an order',
  schema: {
    type: 'object',
    properties: { lines: { type: 'array', items: { $ref: '#/$defs/line' } } },
    required: ['lines'],
    $defs: {
      line: {
        type: 'object',
        properties: { price: { type: 'number' }, count: { type: 'integer', minimum: 1 } },
        required: ['price', 'count'],
      },
    },
  },
});
const sum = (lines: { price: number; count: number }[]) =>
  lines.reduce((all, { price, count }) => all + price * count, 0);

const version = tool(() => '1.2.3', {
  name: 'version',
  description: 'The version',
  schema: { type: 'object', properties: {} },
});

const removeNote = tool(({ id }: { id: string }) => Promise.reject(new Error(`There is no note ${id}.`)), {
  name: 'remove_note',
  description: 'Remove a note',
  schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
});

export const jsonSchemaTools = [inStock, total, version, removeNote];
