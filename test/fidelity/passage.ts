import { type ConversionLoss, conversionLosses } from 'toolferry/losses';
import type { CorpusTool } from './corpus-tool.ts';
import type { Direction } from './directions.ts';
import type { Recorder } from './recorder.ts';
import type { Station } from './station.ts';

/** One tool on its whole way. */
export interface Passage {
  readonly start: Station;
  /** In each framework on the way, and where the way ends: what has to look like the start. */
  readonly stations: readonly Station[];
  readonly end: Station;
  /** The strangers' tools that check an input by themselves. */
  readonly checks: readonly Station[];
  /** What is told beforehand of each conversion. */
  readonly losses: readonly ConversionLoss[];
}

export async function pass(corpusTool: CorpusTool, direction: Direction, recorder: Recorder): Promise<Passage> {
  const source = await corpusTool.source(recorder);
  const inside: Station[] = [];
  const checks: Station[] = [];
  const losses: ConversionLoss[] = [];
  let { tool } = source;
  for (const step of direction.through) {
    losses.push(...conversionLosses(tool, step.target));
    const passed = await step.pass(tool);
    inside.push(passed.inside);
    if (passed.check) checks.push(passed.check);
    tool = passed.tool;
  }
  const { target, reach } = direction.end;
  if (target) losses.push(...conversionLosses(tool, target));
  const end = await reach(tool);
  return { start: source.station, stations: [...inside, end], end, checks, losses };
}
