import { runScript, type ScriptRun } from './run-script.ts';

/** Runs the short form of `npm run torture` for some systems, against the built package. */
export function runShortForm(...systems: readonly string[]): Promise<ScriptRun> {
  return runScript('test/torture/run.ts', '--short', ...systems);
}
