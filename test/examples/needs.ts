import { test } from 'vitest';

/** Returns `test`, or outside CI a function that skips the test and adds the reason to its name. */
export const needs = (isThere: boolean, missing: string) =>
  isThere || process.env.CI
    ? test
    : (name: string, run: () => void | Promise<void>, timeoutMs?: number) =>
        test.skip(`${name} (skipped: ${missing})`, run, timeoutMs);
