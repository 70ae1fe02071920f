import type { Corpus } from './corpora.ts';
import { directions } from './directions.ts';
import { measure, type Row } from './measure.ts';

/** Measures each corpus on each route that starts in the framework of its tools. */
export async function measureAll(corpora: readonly Corpus[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const corpus of corpora)
    for (const direction of directions.filter(({ of }) => of === corpus.of))
      rows.push(await measure(corpus, direction));
  return rows;
}
