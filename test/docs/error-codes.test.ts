import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes, thrownCodes } from './thrown-codes.ts';

test('the union ErrorCode has exactly the codes that the source throws or returns', () => {
  const { codes, unresolved } = thrownCodes();
  expect(codes.length).toBeGreaterThan(30);
  expect(errorCodes().toSorted()).toEqual(codes);
  // The only codes that are not in the source: those of an AG-UI client's results, the status of an ATP execution, those of a
  // journal's error and of what a handler threw, those of an error which is thrown again with more data or recorded, and the
  // parameter of `failure` itself.
  expect(unresolved).toEqual([
    "ag-ui/handler/read-answers.ts: typeof code === 'string' ? code.slice(0, 100) : 'failed'",
    "ag-ui/handler/run-failure.ts: codeOf(error) ?? 'run_failed'",
    "ai-sdk/backend/emit-part.ts: codeOf(error) ?? 'failed'",
    "atp/execution.ts: String(known ?? 'failed')",
    'bridge/run-handler.ts: code',
    "bridge/undelivered.ts: known?.code ?? 'run_failed'",
    'journal/call-once.ts: code',
    "journal/run-record.ts: codeOf(error) ?? 'aborted'",
    'result/failure.ts: code',
  ]);
});

test('the table in docs/errors.md has exactly one row for each code of the union ErrorCode', () => {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| *`(\w+)` *\|/gm)].map(([, code]) => code);
  expect(rows.toSorted()).toEqual(errorCodes().toSorted());
});
