/** The task of both agents, and the script that replaces a model if there is no API key. */
import type { Step } from '../scripted-models.ts';

export const task =
  'Look at the files, read march.txt and sum its numbers on the server. Then let sandbox code read and sum april.txt ' +
  'itself, and report which machine it ran for. Delete march.txt at the end.';

/** The number of steps in the script. */
export const steps = 6;

/** Returns the script's next step, given the text of each tool result so far. */
export function nextStep(results: readonly string[]): Step {
  const [, march = '', marchSum, aprilReport, refusal] = results;
  const call = (name: string, input: Record<string, unknown> = {}) => ({
    id: `call_${results.length + 1}`,
    name,
    input,
  });
  switch (results.length) {
    case 0:
      return call('fs_list');
    case 1:
      return call('fs_read', { name: 'march.txt' });
    case 2:
      return call('execute_code', { code: `return await api.math.sum({ values: [${numbersIn(march)}] });` });
    case 3:
      return call('execute_code', { code: sumOfApril });
    case 4:
      return call('fs_delete', { name: 'march.txt' });
    default:
      return { text: `March: ${marchSum}. April: ${aprilReport}. march.txt stays: ${refusal}` };
  }
}

const sumOfApril = `
  const text = await api.fs.read({ name: 'april.txt' });
  const { platform } = await api.system.info({});
  const total = await api.math.sum({ values: text.split(' ').map(Number) });
  return total + ' (asked by a ' + platform + ' machine)';
`;

function numbersIn(text: string): string {
  return (text.match(/\d+/g) ?? []).join(', ');
}
