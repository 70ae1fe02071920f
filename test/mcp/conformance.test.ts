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
async function conform(kind: string, scenario: string, revision: string) {
  const output = path.join(results, kind);
  const command = `"${process.execPath}" "${client}" ${kind}`;
  const { code, output: log } = await run(process.execPath, [
    ...[conformanceSuite, 'client', '--command', command],
    ...['--scenario', scenario, '--spec-version', revision, '--output-dir', output],
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

const stateful = '2025-11-25';
const stateless = '2026-07-28';

/** The scenarios with their revisions, a check that passes and what the client prints. */
const scenarios = [
  ['initialize', [stateful], 'mcp-client-initialization', ''],
  ['tools_call', [stateful, stateless], 'tool-add-numbers', 'The sum of 2 and 3 is 5'],
  [
    'elicitation-sep1034-client-defaults',
    [stateful],
    'client-elicitation-sep1034-enum-default',
    'Elicitation completed',
  ],
  ['sse-retry', [stateful], 'client-sse-last-event-id', 'test_reconnection'],
  ['json-schema-2020-12-preservation', [stateful, stateless], 'json-schema-2020-12-client-$defs-preserved', 'echoed'],
  ['request-metadata', [stateless], 'sep-2575-client-populates-meta', ''],
  ['sep-2322-client-request-state', [stateless], 'sep-2322-client-request-state-echoed', 'echo-state-ok'],
  ['http-standard-headers', [stateless], 'sep-2243-client-includes-standard-headers', ''],
  ['http-custom-headers', [stateless], 'sep-2243-client-omit-null', 'test_custom_headers_null'],
  ['http-invalid-tool-headers', [stateless], 'sep-2243-client-reject-invalid-tool', 'excluded by the MCP client'],
  ['json-schema-ref-no-deref', [stateless], 'sep-2106-no-network-ref-deref', 'call_lookup_user'],
] as const;

/** Scenarios that a client's tools do not take part in, and why. */
const others: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^auth\//, 'the transport of the client authorizes'],
  [/^sep-2640-/, 'skills are resources, and only tools are read'],
];

test('every client scenario of the conformance suite is run, or has a reason why not', async () => {
  const { output } = await run(process.execPath, [conformanceSuite, 'list', '--client']);
  const listed = [...output.matchAll(/- (\S+) \[/g)].map(([, name = '']) => name);
  const isOther = (name: string) => others.some(([pattern]) => pattern.test(name));
  expect(listed.filter((name) => !isOther(name)).sort()).toEqual(scenarios.map(([name]) => name).sort());
});

describe.each([
  { kind: 'client-2', revisions: [stateful, stateless] },
  // sdk 1 does not support revision 2026-07-28.
  { kind: 'sdk-1', revisions: [stateful] },
])('$kind', ({ kind, revisions }) => {
  const cases = scenarios.flatMap(([scenario, supported, passed, prints]) =>
    supported
      .filter((revision) => revisions.includes(revision))
      .map((revision) => ({ scenario, revision, passed, prints })),
  );
  test.each(cases)('toolferry passes the scenario $scenario of $revision', async (run) => {
    const { code, log, checks, printed } = await conform(kind, run.scenario, run.revision);
    expect(checks.filter(isBad), log).toEqual([]);
    expect(checks.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id)).toContain(run.passed);
    expect(printed).toContain(run.prints);
    expect(code, log).toBe(checks.some(isLate) ? code : 0);
  });
});
