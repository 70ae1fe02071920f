/** Measures how long the compiler checks 200 tools with inferred handlers, defined with toolferry and with the frameworks. */
import { checkTypes, setLimit } from './check-types.ts';
import { median } from './in-turns.ts';
import { toolFiles, writeToolFile } from './tool-files.ts';

const rounds = 5;

const folders = toolFiles.map((name) => ({
  name,
  folder: writeToolFile(name),
  checks: [] as ReturnType<typeof checkTypes>[],
}));
for (let round = 0; round < rounds; round++) for (const { folder, checks } of folders) checks.push(checkTypes(folder));

for (const { name, checks } of folders) {
  const time = median(checks.map((checked) => checked.time)).toFixed(0);
  const instantiations = `${Math.round((checks[0]?.instantiations ?? 0) / 1000)}k instantiations`;
  console.log(`${`200 tools, types checked: ${name}`.padEnd(60)} ${time} ms, ${instantiations}`);
}

const instantiationsOf = (file: (typeof toolFiles)[number]) =>
  folders.find(({ name }) => name === file)?.checks[0]?.instantiations ?? Number.NaN;
const ratio = instantiationsOf('toolferry, zod, as a tool set of ai') / instantiationsOf('toolferry, zod');
console.log(`${'a typed tool set, against its tools alone'.padEnd(60)} ${ratio.toFixed(2)} (at most ${setLimit})`);
if (!(ratio <= setLimit)) process.exitCode = 1;
