/** A server function for tests and examples: `api.math.sum({ values })`. */
export const sum = {
  name: 'sum',
  description: 'Sum numbers',
  inputSchema: {
    type: 'object' as const,
    properties: { values: { type: 'array', items: { type: 'number' } } },
    required: ['values'],
  },
  handler: ({ values }: { values: number[] }) => values.reduce((total, value) => total + value, 0),
};
