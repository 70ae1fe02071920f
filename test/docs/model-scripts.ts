import type { Step } from '../peers/letta/script.ts';
import type { Say } from '../peers/openai/scripted-openai.ts';

const refundHalf: readonly Say[] = [
  { call: 'find_order', input: { id: 'A-7' } },
  { call: 'refund', input: { id: 'A-7', percent: 50 } },
];
const refundAll: readonly Say[] = [{ call: 'refund', input: { id: 'A-7' } }];

/** The calls and texts of the model in a section of the docs, by the section's title. After them it repeats the last result. */
export const modelScripts: Readonly<Record<string, readonly Say[]>> = {
  LangChain: [{ call: 'remove', input: { path: 'old.txt' } }],
  'Vercel AI SDK': [{ call: 'add', input: { a: 2, b: 3 } }],
  Letta: [{ call: 'remove', input: { path: 'old.txt' } }, { text: 'It stays.' }],
  'An agent with client tools': [{ call: 'stock', input: { article: 'lamp' } }],
  'Middleware that handles failures': [{ call: 'price', input: { article: 'lamp' } }],
  Outputs: [{ call: 'screenshot', input: {} }],
  'Steps that run again': [{ call: 'send', input: { to: 'Ada' } }],
  'A graph as a backend': [{ call: 'locate', input: {} }],
  'Approvals inside a tool': [
    { call: 'execute_code', input: { code: 'return await api.client.refund({ euros: 5 })' } },
  ],
  'Headless tools': [{ call: 'locate', input: {} }],
  'generateText and streamText': [{ call: 'weather', input: { city: 'Oslo' } }],
  'An agent as a backend': [
    { call: 'locate', input: {} },
    { call: 'sky', input: { city: 'Oslo' } },
  ],
  'Failed calls': [{ call: 'order', input: { article: 'lamp' } }],
  'Next.js': [
    { call: 'time', input: {} },
    {
      calls: [
        { call: 'book', input: { seats: 2 } },
        { call: 'locate', input: {} },
      ],
    },
  ],
  Hono: [{ call: 'time', input: {} }],
  "The AI SDK's own flow": [{ call: 'remove', input: { path: 'old.txt' } }],
  'toolApproval of ai 7': [{ call: 'remove', input: { path: 'new.txt' } }],
  'Client tools for a Letta agent': [{ call: 'read_note', input: { title: 'shopping' } }, { text: 'Milk and bread.' }],
  "A Letta agent as the AI SDK's model": [{ call: 'now', input: {} }, { text: 'It is 1970.' }],
  'From LangChain to the AI SDK': refundHalf,
  'From the AI SDK to LangChain': refundHalf,
  'Into a Letta agent': [
    { call: 'shop_find_order', input: { id: 'A-7' } },
    { call: 'crm_refund', input: { id: 'A-7', percent: 50 } },
    { text: 'Half of it is on its way.' },
  ],
  'Approvals of LangChain': refundAll,
  'Approvals of the AI SDK': refundAll,
};

/** Returns the script of a section for the model of a Letta agent. */
export function lettaScriptOf(title: string): Step[] {
  const script = modelScripts[title] ?? [];
  return script.map((step) => {
    if ('text' in step) return step;
    const calls = 'calls' in step ? step.calls : [step];
    return { calls: calls.map(({ call, input }) => ({ name: call, arguments: input })) };
  });
}
