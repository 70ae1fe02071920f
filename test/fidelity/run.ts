/** Prints how many definitions a conversion changes (`npm run fidelity`). Fails if a change is not a listed loss. */
import { isDeepStrictEqual } from 'node:util';
import { skip } from '../laws/real-tools.ts';
import { corpora } from './corpora.ts';
import { measureAll } from './measure-all.ts';
import { type Run, runAISDKTools, runLangChainTools } from './run-both.ts';
import { table } from './table.ts';

const start = performance.now();
const sum = { passages: 0, identical: 0, wrong: 0, crashed: 0 };
for (const [name, read] of Object.entries(corpora)) {
  if (name === 'real-definitions' && skip) continue;
  const measured = await read();
  const rows = await measureAll(measured);
  console.log(table(rows));
  for (const { corpus, direction, definitions, identical, wrong, crashed } of rows) {
    sum.passages += definitions;
    sum.identical += identical;
    sum.wrong += wrong.length;
    sum.crashed += crashed.length;
    for (const fault of [...wrong, ...crashed]) fail(`${corpus}, ${direction}: ${fault}`);
  }
  if (!name.endsWith('-tools')) continue;
  for (const { name: from, tools } of measured) console.log(`${from}: ${tools.map((tool) => tool.name).join(', ')}`);
  console.log();
}
reportRuns('LangChain', await runLangChainTools());
reportRuns('AI SDK', await runAISDKTools());
const explained = sum.passages - sum.identical - sum.wrong - sum.crashed;
console.log(
  `${sum.passages} conversions: ${sum.identical} identical, ${explained} with a loss that conversionLosses lists, ` +
    `${sum.wrong} wrong, ${sum.crashed} crashed (${((performance.now() - start) / 1000).toFixed(0)} s)`,
);
// Some packages leave a timer running.
process.exit();

function reportRuns(framework: string, runs: readonly Run[]): void {
  const different = runs.filter(({ original, converted }) => !isDeepStrictEqual(original, converted));
  const count = new Set(runs.map(({ from, tool }) => `${from} ${tool}`)).size;
  console.log(
    `${count} ${framework} tools ran in both frameworks in ${runs.length} calls, ${different.length} different`,
  );
  for (const run of different) fail(JSON.stringify(run));
}

function fail(message: string): void {
  console.log(message);
  process.exitCode = 1;
}
