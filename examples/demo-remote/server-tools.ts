/** The tools that run on the server. One of them needs the user's approval, because it is destructive. */
import { defineTool } from 'toolferry';

const rates: Readonly<Record<string, number>> = { EUR: 1, USD: 1.16, CHF: 0.93 };

const exchangeRate = defineTool({
  name: 'exchange_rate',
  description: 'What one unit of a currency is worth in another',
  inputSchema: {
    type: 'object',
    properties: { from: { type: 'string' }, to: { type: 'string' } },
    required: ['from', 'to'],
  },
  metadata: { operationType: 'read' },
  handler: ({ from, to }) => `1 ${from} is ${(rates[to] ?? Number.NaN) / (rates[from] ?? Number.NaN)} ${to}`,
});

const closeBooks = defineTool({
  name: 'close_books',
  description: 'Close the books of a month, for good',
  inputSchema: { type: 'object', properties: { month: { type: 'string' } }, required: ['month'] },
  metadata: { operationType: 'destructive' },
  handler: ({ month }) => `the books of ${month} are closed`,
});

export const serverTools = [exchangeRate, closeBooks];
