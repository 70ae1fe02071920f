/** The tasks of the demo, and the scripts that replace its models. */
import type { Step as LettaStep } from '../../test/peers/letta/script.ts';
import type { Script } from '../scripted-models.ts';

export const turnTask =
  'Read the receipts of March, look up the dollar and my free days, add up 10, 20 and 30, and file the report of ' +
  'February, all at once. Then delete the receipts of March.';

/** The script of the Letta agent's model, one step for each request: three for the turn, one for each later question. */
export const lettaScript: readonly LettaStep[] = [
  {
    text: 'I do all of it at once.',
    calls: [
      { name: 'read_receipts', arguments: { month: 'march' } },
      { name: 'exchange_rate', arguments: { from: 'EUR', to: 'USD' } },
      { name: 'free_days', arguments: { month: 'march' } },
      { name: 'add_up', arguments: { numbers: '10 20 30' } },
      { name: 'file_report', arguments: { month: 'february' } },
    ],
  },
  { text: 'Now the receipts.', calls: [{ name: 'delete_receipts', arguments: { month: 'march' } }] },
  { text: 'February is filed. The receipts of March are still there: you did not let me delete them.' },
  { text: 'Yes, February is filed.' },
  { text: 'Yes, February is filed, as I said.' },
];

export const agentTask =
  'Read the receipts of March, let the server add them up, file its report, and ask the bookkeeper about February.';

/** The number of steps that `agentScript` takes. */
export const agentSteps = 5;

/** The script of the LangChain and the AI SDK agent's model. It decides by the tool results so far. */
export const agentScript: Script = (results) => {
  const [receipts = '', sum, filed, february] = results;
  const call = (name: string, input: Record<string, unknown>) => ({ id: `call_${results.length + 1}`, name, input });
  switch (results.length) {
    case 0:
      return call('read_receipts', { month: 'march' });
    case 1:
      return call('add_up', { numbers: receipts });
    case 2:
      return call('file_report', { month: 'march' });
    case 3:
      return call('ask_bookkeeper', { message: 'Is the report of February filed?' });
    default:
      return { text: `March: ${sum}, ${filed}. The bookkeeper says: ${february}` };
  }
};
