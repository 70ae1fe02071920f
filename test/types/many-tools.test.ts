import { expect, test } from 'vitest';
import { toolFiles, writeToolFile } from '../../bench/tool-files.ts';
import { run, typeScript } from '../docs/code-blocks.ts';

const ours = toolFiles.filter((name) => name.startsWith('toolferry'));

test.each(ours)('the file %s, 200 tools with inferred handlers, compiles against the built package', async (name) => {
  expect(await run(typeScript, ['-p', writeToolFile(name)])).toEqual({ code: 0, output: '' });
});
