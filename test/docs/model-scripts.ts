import type { Say } from '../peers/openai/scripted-openai.ts';

const refundHalf: readonly Say[] = [
  { call: 'find_order', input: { id: 'A-7' } },
  { call: 'refund', input: { id: 'A-7', percent: 50 } },
];
const refundAll: readonly Say[] = [{ call: 'refund', input: { id: 'A-7' } }];

/** What the model of a guide's section does, by the section's title; then it says the last result again. */
export const modelScripts: Readonly<Record<string, readonly Say[]>> = {
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
