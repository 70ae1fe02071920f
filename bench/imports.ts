/** What importing an entry adds to importing its framework, in units of that, each in a new process. */
import { execFileSync } from 'node:child_process';
import { median } from './in-turns.ts';

const rounds = 15;

for (const [entry, framework, atMost] of [
  ['langchain', '@langchain/core/tools', 0.08],
  ['ai-sdk', 'ai', 0.08],
] as const) {
  const times = Array.from({ length: rounds }, () => importTimes([framework, `toolferry/${entry}`]));
  const ratio = median(times.map(([before = 0, added = 0]) => added / before));
  const [before = 0, added = 0] = [0, 1].map((index) => median(times.map((time) => time[index] ?? 0)));
  const title = `Importing toolferry/${entry}, against importing ${framework}`;
  console.log(
    `${title.padEnd(60)} ${ratio.toFixed(3)} (at most ${atMost})  ${added.toFixed(1)} / ${before.toFixed(1)} ms`,
  );
  if (ratio > atMost) process.exitCode = 1;
}

for (const entry of ['', '/atp', '/letta', '/mcp', '/journal', '/losses', '/schema', '/zod3']) {
  const time = median(Array.from({ length: rounds }, () => importTimes([`toolferry${entry}`])[0] ?? 0));
  console.log(`${`Importing toolferry${entry}`.padEnd(60)} ${time.toFixed(1)} ms`);
}

/** How long each import takes, in milliseconds, one after the other in one new process. */
function importTimes(names: readonly string[]): number[] {
  const script = `
    const times = [];
    for (const name of ${JSON.stringify(names)}) {
      gc();
      const start = performance.now();
      await import(name);
      times.push(performance.now() - start);
    }
    console.log(JSON.stringify(times));
  `;
  const args = ['--expose-gc', '--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as number[];
}
