/** Runs the attacks of one group in this process, and reports each to the parent process. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attack } from './attack.ts';
import { groups } from './groups.ts';
import { cpuMs, takeLongestBlock } from './longest-block.ts';
import type { Message } from './run.ts';

const [groupName = '', first = '0'] = process.argv.slice(2);
const group = await groups[groupName]?.();
if (group === undefined) throw new Error(`There is no group ${groupName}.`);

const stray: unknown[] = [];
process.on('unhandledRejection', (reason) => stray.push(reason));
process.on('uncaughtException', (error) => stray.push(error));
process.on('warning', (warning) => /MaxListeners/.test(warning.name) && stray.push(warning));

let index = 0;
for (const each of group) {
  if ('shownIn' in each) send({ type: 'elsewhere', attack: each.name, shownIn: each.shownIn });
  else for (const variant of Object.keys(each.variants)) if (index++ >= Number(first)) await run(each, variant);
}
process.disconnect();
// Servers and sockets of an attack may be left open.
process.exit();

async function run(attack: Attack, variant: string): Promise<void> {
  const { name, seconds, cpuSeconds, variants } = attack;
  send({ type: 'begin', attack: name, variant, index: index - 1, seconds });
  const before = cpuMs();
  const failure = await failureOf(() => variants[variant]?.());
  const seen = (cpuMs() - before) / 1000;
  const slow = seen > cpuSeconds ? `took ${seen.toFixed(1)} s of CPU time, more than ${cpuSeconds} s` : undefined;
  const broken = failure ?? slow;
  send({ type: 'end', broken, blockMs: takeLongestBlock() });
}

async function failureOf(work: () => unknown): Promise<string | undefined> {
  stray.length = 0;
  try {
    await work();
    await nextTurn();
    await nextTurn();
    return stray.length > 0 ? `not handled: ${describe(stray[0])}` : undefined;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // fast-check keeps what a property threw as the cause, and prints a path that the seed replaces.
  const isFuzzed = error instanceof Error && text.includes('Counterexample');
  const short = text
    .replace(/, path: "[\d:]*"/, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
  return isFuzzed ? `${describe(error.cause)} (${short})` : short;
}

function send(message: Message): void {
  process.send?.(message);
}
