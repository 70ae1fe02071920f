import type { Say } from '../peers/openai/scripted-openai.ts';

/** What the model of a guide's section does, by the section's title; then it says the last result again. */
export const modelScripts: Readonly<Record<string, readonly Say[]>> = {
  'From LangChain to the AI SDK': [
    { call: 'find_order', input: { id: 'A-7' } },
    { call: 'refund', input: { id: 'A-7', percent: 50 } },
  ],
};
