import { isDeepStrictEqual } from 'node:util';
import type { ExplainedKind } from './explained-kind.ts';
import { generateInputs } from './generate-inputs.ts';
import type { Passage } from './passage.ts';
import type { Recorder } from './recorder.ts';
import type { Station } from './station.ts';

export interface InputCounts {
  total: number;
  /** Accepted by the original tool. */
  accepted: number;
  /** Accepted by the original and the converted tool, with the same value for the function. */
  sameValue: number;
  /** Accepted by the original tool, and refused by a check that the conversion added. */
  refusedLater: number;
  readonly kinds: Set<ExplainedKind>;
  /** All other inputs with a different verdict or value, with both. */
  readonly wrong: string[];
}

/** Calls the original and the converted tool with generated inputs, valid and invalid. */
export async function compareInputs(passage: Passage, recorder: Recorder, count: number): Promise<InputCounts> {
  const counts: InputCounts = { total: 0, accepted: 0, sameValue: 0, refusedLater: 0, kinds: new Set(), wrong: [] };
  for (const text of generateInputs(passage.start, count)) {
    const before = await outcome(passage.start, text, recorder);
    const after = await outcome(passage.end, text, recorder);
    counts.total++;
    if (before.accepted) counts.accepted++;
    if (isDeepStrictEqual(before, after)) {
      if (before.accepted) counts.sameValue++;
      continue;
    }
    const kind = before.accepted && !after.accepted ? await explainRefusal(passage, text) : undefined;
    if (kind) {
      counts.refusedLater++;
      counts.kinds.add(kind);
    } else counts.wrong.push(`${text}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
  }
  return counts;
}

async function outcome(station: Station, text: string, recorder: Recorder) {
  const accepted = await station.call(JSON.parse(text));
  return { accepted, values: recorder.flush() };
}

async function explainRefusal({ losses, checks }: Passage, text: string): Promise<ExplainedKind | undefined> {
  if (losses.some(({ kind }) => kind === 'addedCheck')) return 'addedCheck';
  for (const check of checks) if (!(await check.call(JSON.parse(text)))) return 're-created check';
  return undefined;
}
