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
}

export async function pass(corpusTool: CorpusTool, direction: Direction, recorder: Recorder): Promise<Passage> {
  const source = await corpusTool.source(recorder);
  const inside: Station[] = [];
  const checks: Station[] = [];
  let { tool } = source;
  for (const step of direction.through) {
    const passed = await step(tool);
    inside.push(passed.inside);
    if (passed.check) checks.push(passed.check);
    tool = passed.tool;
  }
  const end = await direction.end(tool);
  return { start: source.station, stations: [...inside, end], end, checks };
}
