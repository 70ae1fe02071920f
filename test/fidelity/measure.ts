import type { ConversionLoss, LossKind } from 'toolferry/losses';
import { compareInputs } from './compare-inputs.ts';
import type { Corpus } from './corpora.ts';
import type { CorpusTool } from './corpus-tool.ts';
import { type Difference, differences } from './differences.ts';
import type { Direction } from './directions.ts';
import type { ExplainedKind } from './explained-kind.ts';
import { type Passage, pass } from './passage.ts';
import { Recorder } from './recorder.ts';

/** The result of converting one corpus on one route. */
export interface Row {
  readonly corpus: string;
  readonly direction: string;
  readonly definitions: number;
  identical: number;
  /** The number of definitions with a loss of each kind. */
  readonly explained: Partial<Record<ExplainedKind, number>>;
  /** Tools with a difference that no loss explains, or an input with a different verdict or value. */
  readonly wrong: string[];
  readonly crashed: string[];
  readonly inputs: { total: number; accepted: number; sameValue: number; refusedLater: number };
}

export async function measure(corpus: Corpus, direction: Direction): Promise<Row> {
  const row: Row = {
    corpus: corpus.name,
    direction: `${corpus.of} -> ${direction.name}`,
    definitions: corpus.tools.length,
    identical: 0,
    explained: {},
    wrong: [],
    crashed: [],
    inputs: { total: 0, accepted: 0, sameValue: 0, refusedLater: 0 },
  };
  for (const tool of corpus.tools)
    await add(row, tool, direction, corpus.inputs).catch((error) => row.crashed.push(`${tool.name}: ${error}`));
  return row;
}

async function add(row: Row, tool: CorpusTool, direction: Direction, inputs: number): Promise<void> {
  const recorder = new Recorder();
  const passage = await pass(tool, direction, recorder);
  const found = passage.stations.flatMap(({ shown }) => differences(passage.start.shown, shown));
  const { wrong, kinds: refusals, ...counts } = await compareInputs(passage, recorder, inputs);
  for (const key of ['total', 'accepted', 'sameValue', 'refusedLater'] as const) row.inputs[key] += counts[key];

  const explained = found.flatMap((difference) => kindOf(difference, passage) ?? []);
  const kinds = new Set<ExplainedKind>([...explained, ...refusals]);
  for (const kind of kinds) row.explained[kind] = (row.explained[kind] ?? 0) + 1;

  const unexplained = found.filter((difference) => kindOf(difference, passage) === undefined);
  const absent = passage.losses.filter((loss) => isOfSchema(loss) && !found.some(({ path }) => path === loss.path));
  const faults = [...[...unexplained, ...absent].map((fault) => JSON.stringify(fault)), ...wrong];
  if (faults.length > 0) row.wrong.push(`${tool.name}: ${faults[0]} (${faults.length} in all)`);
  else if (kinds.size === 0) row.identical++;
}

/** Whether a loss is a difference of input schemas. Hidden characters were removed before. */
function isOfSchema({ kind, path }: ConversionLoss): boolean {
  return path.startsWith('inputSchema/') && kind !== 'hiddenCharacters';
}

/** Returns the kind of the loss that explains a difference: one with exactly its path. */
function kindOf({ path }: Difference, { losses }: Passage): LossKind | undefined {
  return losses.find((loss) => loss.path === path)?.kind;
}
