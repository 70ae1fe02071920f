import { type ConversionLoss, conversionLosses } from 'toolferry/losses';
import type { CorpusTool } from './corpus-tool.ts';
import type { Direction } from './directions.ts';
import type { Recorder } from './recorder.ts';
import type { Station } from './station.ts';

/** One tool on one route. */
export interface Passage {
  readonly start: Station;
  /** The tool in each framework of the route and at its end, all of which must look like the start. */
  readonly stations: readonly Station[];
  readonly end: Station;
  /** The re-created tools that validate inputs themselves. */
  readonly checks: readonly Station[];
  /** The losses that `conversionLosses` lists for each conversion. */
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
