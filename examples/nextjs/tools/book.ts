import { defineTool } from 'toolferry';
import { z } from 'zod';

const pricePerSeat = 12;

/** Runs on the server, if the user has approved the call. */
export const book = defineTool({
  name: 'book',
  description: 'Book seats on the next ferry from the harbour that is nearest to a position',
  inputSchema: z.object({
    latitude: z.number(),
    longitude: z.number(),
    seats: z.number().int().positive().default(1),
  }),
  needsApproval: ({ seats }) => `it costs ${seats * pricePerSeat} €`,
  handler: ({ latitude, seats }) => {
    console.log(`booked ${seats} seats`);
    return { harbour: latitude > 55 ? 'Oslo' : 'Kiel', seats, price: seats * pricePerSeat };
  },
});
