/** What importing an entry adds to importing its framework, each in a new process. */
import { execFileSync } from 'node:child_process';
import { median } from './in-turns.ts';

const frameworks = {
  langchain: '@langchain/core/tools',
  'ai-sdk': 'ai',
  atp: undefined,
  letta: '@letta-ai/letta-client',
};

for (const [entry, framework] of Object.entries(frameworks)) {
  const added = Array.from({ length: 11 }, () => importTime(framework, `toolferry/${entry}`));
  const time = median(added);
  const beside = framework ? `added to ${framework}` : 'alone';
  console.log(`${`Importing toolferry/${entry}, ${beside}`.padEnd(60)} ${time.toFixed(1)} ms (at most 10)`);
  if (time > 10) process.exitCode = 1;
}

function importTime(before: string | undefined, entry: string): number {
  const load = before ? `await import('${before}');` : '';
  // The garbage of loading the framework is not ours to collect.
  const script = `${load} gc(); const start = performance.now(); await import('${entry}'); console.log(performance.now() - start)`;
  const output = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return Number(output);
}
