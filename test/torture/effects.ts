import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** One effect of a handler, recorded where no journal knows of it. */
export interface Effect {
  readonly plan: string;
  readonly callId: string;
  /** Different for each effect, and returned by its call. */
  readonly nonce: string;
}

/** Appends one line in one write, so that a kill leaves all of it or nothing. */
export function appendLine(file: string, line: object): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function readLines<Line>(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
