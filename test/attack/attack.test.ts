/** Runs the short form of `npm run attack` against the built package. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let output = '';
let code: unknown;

/** The rows of the printed table. */
const rows = () =>
  [...output.matchAll(/^ {2}(\S.*?) {2,}(\d+) +(\d+) +(\d+)(?: +(\d+) ms)?\s*$/gm)].map(
    ([, attack = '', tried, held, broken, blockMs]) => ({
      attack,
      tried: Number(tried),
      held: Number(held),
      broken: Number(broken),
      blockMs: Number(blockMs ?? 0),
    }),
  );

describe('npm run attack, in its short form', () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      execFile(process.execPath, ['test/attack/run.ts', '--short'], { cwd: root }, (error, stdout, stderr) => {
        code = error?.code ?? 0;
        output = stdout + stderr;
        resolve();
      });
    });
  });

  test('nothing is broken', () => {
    expect(output.match(/^broken: .*/gm) ?? []).toEqual([]);
    expect(code).toBe(0);
  });

  test('every attack was tried in at least four ways, or a test of its own shows it', () => {
    const fuzzed = ['inputs', 'definitions', 'pauses', 'answers', 'results'];
    expect(rows().length).toBeGreaterThan(60);
    expect(rows().filter(({ attack, tried }) => tried < (fuzzed.includes(attack) ? 2 : 4))).toEqual([]);
    const shown = [...output.matchAll(/ shown in (\S+)$/gm)].map(([, file]) => file);
    expect(shown.filter((file) => !existsSync(`${root}/${file}`))).toEqual([]);
  });

  test('the longest block of the event loop is printed for lists of definitions', () => {
    expect(Math.max(...rows().map(({ blockMs }) => blockMs))).toBeGreaterThan(0);
  });
});
