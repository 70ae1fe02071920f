import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { ScriptRun } from '../torture/run-script.ts';
import { runShortForm } from '../torture/run-short-form.ts';

const { missing } = inject('letta');
let torture: ScriptRun;

beforeAll(async () => {
  if (missing === undefined) torture = await runShortForm('letta');
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

test('a client of Letta with a journal that is killed runs no call twice that is not safe to repeat, loses none and answers none wrongly', () => {
  expect(torture.output).not.toMatch(/^broken: .*/m);
  expect(torture.code).toBe(0);
  expect(torture.rows.map(({ journal }) => journal)).toEqual(['sqlite']);
});
