import { expect, test } from 'vitest';
import { checkTypes, setLimit } from '../../bench/check-types.ts';
import { toolFiles, writeToolFile } from '../../bench/tool-files.ts';
import { run, typeScript } from '../docs/code-blocks.ts';

const ours = toolFiles.filter((name) => name.startsWith('toolferry'));

test.each(ours)('the file %s, 200 tools with inferred handlers, compiles against the built package', async (name) => {
  expect(await run(typeScript, ['-p', writeToolFile(name)])).toEqual({ code: 0, output: '' });
});

test('a typed tool set of 200 tools takes at most 1.5 times the instantiations of its tools alone', () => {
  const [alone, inSet] = (['toolferry, zod', 'toolferry, zod, as a tool set of ai'] as const).map(
    (name) => checkTypes(writeToolFile(name)).instantiations,
  );
  expect((inSet ?? Number.NaN) / (alone ?? Number.NaN)).toBeLessThanOrEqual(setLimit);
});
