import type { PlannedCall, PlannedRun } from '../plan.ts';

/**
 * Writes the sandbox code of a run. A round of several calls is a `Promise.all` or, every second time, a loop that awaits one
 * after the other. The server pauses by an error, which the code must not catch.
 */
export function codeOf({ rounds }: PlannedRun): string {
  const parts = rounds.map((calls, round) => {
    if (calls.length === 1) return loop(calls, round);
    return (round + calls.length) % 2 === 0 ? together(calls, round) : loop(calls, round);
  });
  return `${parts.join('\n')}\nreturn 'complete';`;
}

function together(calls: readonly PlannedCall[], round: number): string {
  const awaited = calls.map((call) => `api.client.${call.tool}(${inputOf(call)})`).join(', ');
  const told = calls.map(
    ({ id }, index) => `await api.torture.received({ plan: '${id}', text: JSON.stringify(all${round}[${index}]) });`,
  );
  return `const all${round} = await Promise.all([${awaited}]);\n${told.join('\n')}`;
}

function loop(calls: readonly PlannedCall[], round: number): string {
  const inputs = calls.map((call) => `{ tool: '${call.tool}', input: ${inputOf(call)} }`).join(', ');
  return `
const calls${round} = [${inputs}];
let index${round} = 0;
while (index${round} < ${calls.length}) {
  const { tool, input } = calls${round}[index${round}];
  let text;
  try {
    text = await api.client[tool](input);
  } catch (error) {
    if (error.message === '__PAUSE_EXECUTION__') throw error;
    text = String(error.message);
  }
  await api.torture.received({ plan: input.plan, text: text });
  index${round} = index${round} + 1;
}`;
}

function inputOf({ id, delayMs, fails }: PlannedCall): string {
  return JSON.stringify({ plan: id, delayMs, fails });
}
