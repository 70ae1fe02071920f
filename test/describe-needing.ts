import { describe } from 'vitest';

/** Describes tests that need something. Outside CI they are skipped where it is missing, and the reason is added to their title. */
export function describeNeeding(missing: string | undefined, title: string, define: () => void): void {
  if (missing === undefined || process.env.CI) describe(title, define);
  else describe.skip(`${title} (skipped: ${missing})`, define);
}
