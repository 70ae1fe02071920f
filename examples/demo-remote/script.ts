/** The task of the demo, and the script that replaces the models of both agents. */
import type { Script } from '../scripted-models.ts';

export const task =
  'Read my receipts and my calendar of March, look up the dollar, and close the books of March, all at once.';

/** The number of steps in the script. */
export const steps = 2;

/** Asks for a server tool, two client tools and one that must be approved in one step, and ends with what they returned. */
export const script: Script = (results) => {
  if (results.length > 0) return { text: results.join('; ') };
  return [
    { id: 'call_1', name: 'exchange_rate', input: { from: 'EUR', to: 'USD' } },
    { id: 'call_2', name: 'read_receipts', input: { month: 'march' } },
    { id: 'call_3', name: 'read_calendar', input: { month: 'march' } },
    { id: 'call_4', name: 'close_books', input: { month: 'march' } },
  ];
};
