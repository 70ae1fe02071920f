import { expect, test } from 'vitest';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { runExample } from './run-example.ts';

const remove = (name: string) => ({ call: 'remove_file', input: { name } });

test.each([
  {
    person: 'approves both',
    typed: 'y\ny\n',
    answer: 'draft.txt is removed. march.txt is removed.',
    left: 'april.txt',
  },
  {
    person: 'gives a reason against one',
    typed: 'y\nit is the report\n',
    answer: 'draft.txt is removed. "remove_file" was not run: it is the report.',
    left: 'april.txt, march.txt',
  },
  {
    person: 'goes away',
    typed: '',
    answer: '"remove_file" was not run: it was not approved. "remove_file" was not run: it was not approved.',
    left: 'april.txt, draft.txt, march.txt',
  },
])(
  'langgraph-approval.ts removes exactly the approved files where the person $person',
  async ({ typed, answer, left }) => {
    const model = await startScriptedOpenAI(([files, ...removed]) => {
      if (!files) return { call: 'list_files', input: {} };
      return removed.length > 0 ? { text: removed.join(' ') } : { calls: [remove('draft.txt'), remove('march.txt')] };
    });
    const output = await runExample('langgraph-approval.ts', model.env, typed);
    await model.stop();
    expect(output.trim().split('\n')).toEqual([
      'Run remove_file({"name":"draft.txt"})? Reason: it is destructive. Type y, or why not:',
      'Run remove_file({"name":"march.txt"})? Reason: it is destructive. Type y, or why not:',
      answer,
      `Files left: ${left}`,
    ]);
  },
);
