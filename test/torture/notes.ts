import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pause, ToolferryError } from 'toolferry';
import { appendLine, readLines } from './effects.ts';
import type { Files } from './files.ts';
import type { PerformOptions } from './system.ts';

/** How a run ended: `completed`, or the code that it rejected with. */
export interface Ending {
  readonly run: string;
  readonly how: string;
}

/** What an application notes of its runs in files. */
export interface Notes {
  ended(): ReadonlySet<string>;
  end(run: string, how: string): void;
  /** Notes why a run rejected, and its pause with the answers that are known, if the error has it. */
  fail(run: string, error: unknown): void;
  pause(run: string): Pause | undefined;
  /** Options of a run that note its newest pause. */
  keepsPauses(run: string): PerformOptions;
}

export function openNotes({ ended, errors, pauses }: Files): Notes {
  const fileOf = (run: string) => join(pauses, `${run}.json`);
  const keep = (run: string, pause: Pause) => {
    const draft = `${fileOf(run)}.draft`;
    writeFileSync(draft, JSON.stringify(pause));
    renameSync(draft, fileOf(run));
  };
  return {
    ended: () => new Set(readLines<Ending>(ended).map(({ run }) => run)),
    end: (run, how) => appendLine(ended, { run, how } satisfies Ending),
    fail(run, error) {
      const { code, data, stack } = error as Partial<ToolferryError>;
      appendLine(errors, { at: Date.now(), pid: process.pid, run, code, stack: stack ?? String(error) });
      const pause = (data as { readonly pause?: Pause } | undefined)?.pause;
      if (pause !== undefined) keep(run, pause);
    },
    pause: (run) => (existsSync(fileOf(run)) ? (JSON.parse(readFileSync(fileOf(run), 'utf8')) as Pause) : undefined),
    keepsPauses: (run) => ({
      onEvent: (event) => {
        if (event.pause !== undefined) keep(run, event.pause);
      },
    }),
  };
}
