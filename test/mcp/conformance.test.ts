/** The protocol's conformance suite against a client that uses toolferry. Runs the built package. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../docs/code-blocks.ts';
import { conformanceSuite } from '../peers/mcp/conformance-suite.ts';

const client = fileURLToPath(new URL('./support/conformance-client.ts', import.meta.url));
const results = mkdtempSync(path.join(tmpdir(), 'toolferry-conformance-'));
afterAll(() => rmSync(results, { recursive: true }));

/** Runs a scenario. Resolves to the suite's checks and the client's output. */
async function conform(kind: string, scenario: string) {
  const output = path.join(results, kind);
  const command = `"${process.execPath}" "${client}" ${kind}`;
  const { code, output: log } = await run(process.execPath, [
    ...[conformanceSuite, 'client', '--command', command],
    ...['--scenario', scenario, '--output-dir', output],
  ]);
  const folder = /Results saved to (\S+)/.exec(log)?.[1] ?? log;
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  return { code, log, checks: JSON.parse(read('checks.json')) as Check[], printed: read('stdout.txt') };
}

interface Check {
  readonly id: string;
  readonly status: string;
  readonly details?: { readonly slightlyLate?: boolean; readonly veryLate?: boolean };
}

/** The suite also measures how late a client reconnects, which depends on how busy the machine is. */
const isLate = ({ details }: Check) => details?.slightlyLate === true || details?.veryLate === true;
const isBad = (check: Check) => ['FAILURE', 'WARNING'].includes(check.status) && !isLate(check);

describe.each(['client-2', 'sdk-1'])('%s', (kind) => {
  test.each([
    ['initialize', ['mcp-client-initialization'], ''],
    ['tools_call', ['tool-add-numbers'], 'The sum of 2 and 3 is 5'],
    ['sse-retry', ['client-sse-graceful-reconnect', 'client-sse-last-event-id'], 'test_reconnection'],
  ])('toolferry passes the scenario %s', async (scenario, passed, prints) => {
    const { code, log, checks, printed } = await conform(kind, scenario);
    expect(checks.filter(isBad), log).toEqual([]);
    expect(checks.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id)).toEqual(
      expect.arrayContaining(passed),
    );
    expect(printed).toContain(prints);
    expect(code, log).toBe(checks.some(isLate) ? code : 0);
  });
});
