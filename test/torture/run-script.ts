import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ScriptRun {
  readonly code: unknown;
  readonly output: string;
  /** The cells of the printed table, by column. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** Runs a script that prints a table, against the built package. */
export function runScript(...args: readonly string[]): Promise<ScriptRun> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
      const output = stdout + stderr;
      resolve({ code: error?.code ?? 0, output, rows: readTable(stdout) });
    });
  });
}

function readTable(text: string): ScriptRun['rows'] {
  const lines = text.split('\n').filter((line) => /^\| /.test(line));
  const [head = [], ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => Object.fromEntries(cells.map((cell, column) => [head[column], cell])));
}
