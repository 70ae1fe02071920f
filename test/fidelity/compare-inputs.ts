import { isDeepStrictEqual } from 'node:util';
import { generateInputs } from './generate-inputs.ts';
import type { Passage } from './passage.ts';
import type { Recorder } from './recorder.ts';
import type { Station } from './station.ts';

export interface InputCounts {
  total: number;
  /** By the tool as it is. */
  accepted: number;
  /** Accepted here and at the end, with the same value for the function. */
  sameValue: number;
  /** Accepted here, but not by a stranger's tool on the way. */
  refusedOnTheWay: number;
  /** The rest: another verdict or another value, with what it was. */
  readonly wrong: string[];
}

/** Gives generated inputs, valid and invalid, to the tool as it is and to what has become of it. */
export async function compareInputs(passage: Passage, recorder: Recorder, count: number): Promise<InputCounts> {
  const counts: InputCounts = { total: 0, accepted: 0, sameValue: 0, refusedOnTheWay: 0, wrong: [] };
  for (const text of generateInputs(passage.start, count)) {
    const before = await outcome(passage.start, text, recorder);
    const after = await outcome(passage.end, text, recorder);
    counts.total++;
    if (before.accepted) counts.accepted++;
    if (isDeepStrictEqual(before, after)) counts.sameValue += before.accepted ? 1 : 0;
    else if (before.accepted && !after.accepted && (await isRefused(passage.checks, text))) counts.refusedOnTheWay++;
    else counts.wrong.push(`${text}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
  }
  return counts;
}

async function outcome(station: Station, text: string, recorder: Recorder) {
  const accepted = await station.call(JSON.parse(text));
  return { accepted, values: recorder.take() };
}

async function isRefused(checks: readonly Station[], text: string): Promise<boolean> {
  for (const check of checks) if (!(await check.call(JSON.parse(text)))) return true;
  return false;
}
