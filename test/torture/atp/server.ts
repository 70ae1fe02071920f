/**
 * The real ATP server, with one function that writes down what sandbox code received. Arguments: its log of answers, and whether
 * requests reach it one at a time.
 */
import { startATPServer } from '../../peers/atp/start-server.ts';
import { appendLine } from '../effects.ts';
import { serveUntilDisconnected } from '../fork-server.ts';
import type { ReceivedAnswer } from '../system.ts';
import { startQueue } from './queue.ts';

const [log = '', oneAtATime] = process.argv.slice(2);
const received = {
  name: 'received',
  description: 'Writes down an answer',
  inputSchema: { type: 'object' as const, properties: { plan: { type: 'string' }, text: { type: 'string' } } },
  handler: async ({ plan, text }: ReceivedAnswer) => {
    appendLine(log, { plan, text });
    return 'written';
  },
};
const { baseUrl } = await startATPServer({ groups: { torture: [received] } });
serveUntilDisconnected(oneAtATime === undefined ? baseUrl : await startQueue(baseUrl));
