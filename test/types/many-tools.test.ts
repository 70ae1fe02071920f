import { expect, test } from 'vitest';
import { toolFiles, writeToolFile } from '../../bench/tool-files.ts';
import { run, typeScript } from '../docs/code-blocks.ts';

const ours = toolFiles.filter((name) => name.startsWith('toolferry'));

test.each(ours)('200 tools in one file, each handler inferred, compile against the built package: %s', async (name) => {
  expect(await run(typeScript, ['-p', writeToolFile(name)])).toEqual({ code: 0, output: '' });
});
