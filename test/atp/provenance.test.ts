import { type ConnectATPOptions, connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
import { blockExfiltration } from '../peers/atp/block-exfiltration.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Answer, alteredFetch } from './altered-fetch.ts';

const anyInput = { type: 'object' } as const;
const server = useATPServer({
  groups: {
    crm: [
      {
        name: 'read',
        description: 'Read a customer',
        inputSchema: anyInput,
        handler: () => ({ secret: 'TOP-SECRET' }),
      },
      { name: 'send', description: 'Send a text', inputSchema: anyInput, handler: () => 'sent' },
    ],
  },
  config: { logger: 'none', execution: { timeout: 5000, securityPolicies: [blockExfiltration] } },
});
const config = { provenanceMode: 'ast' };
const read = 'const customer = await api.crm.read({}); return customer.secret;';
const send = `return await api.crm.send({ text: 'TOP-SECRET' });`;

/** Connects, and records the hints of each execution. */
async function connect(options: Partial<ConnectATPOptions> = {}) {
  const hints: (readonly string[] | undefined)[] = [];
  const { fetch: send = fetch } = options;
  const atp = await connectATP({
    ...options,
    baseUrl: server.baseUrl,
    fetch: (input, init) => {
      if (String(input).endsWith('/api/execute')) hints.push(JSON.parse(String(init?.body)).config.provenanceHints);
      return send(input, init);
    },
  });
  return { atp, hints };
}

describe('a server policy that blocks exfiltration', () => {
  test('a value of an earlier execution is blocked as one of the same execution is, also in another session', async () => {
    const { atp } = await connect();
    const sent = await atp.execute(send, { config });
    expect(sent.result).toBe('sent');
    expect((await atp.execute(read, { config })).provenanceTokens).toBeDefined();
    await expect(atp.execute(send, { config })).rejects.toThrow('this came from a function');
    atp.provideTools([{ name: 'late', description: 'Late', inputSchema: anyInput, handler: () => null }]);
    await expect(atp.execute(send, { config })).rejects.toThrow('this came from a function');
  });

  test('tokens of another connection can be passed as provenanceHints', async () => {
    const first = await connect();
    const { provenanceTokens } = await first.atp.execute(read, { config });
    const provenanceHints = (provenanceTokens as { token: string }[]).map(({ token }) => token);
    const second = await connect();
    expect((await second.atp.execute(send, { config })).result).toBe('sent');
    const run = second.atp.execute(send, { config: { ...config, provenanceHints } });
    await expect(run).rejects.toThrow('this came from a function');
  });
});

describe('the provenance hints of an execution', () => {
  const issue = (provenanceTokens: unknown) =>
    connect({ fetch: alteredFetch(/execute/, (answer: Answer) => ({ ...answer, provenanceTokens }), 1) });
  const tokens = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => ({ path: '', token: `token ${from + index}` }));

  test('without tokens no hints are sent', async () => {
    const { atp, hints } = await connect();
    await atp.execute('return 1');
    await atp.execute('return 1');
    expect(hints).toEqual([undefined, undefined]);
  });

  test("the newest 1,000 are sent, the connection's own after the caller's", async () => {
    const { atp, hints } = await issue(tokens(1_500));
    await atp.execute('return 1');
    await atp.execute('return 1', { config: { provenanceHints: ['mine'] } });
    expect(hints[1]).toHaveLength(1_000);
    expect([hints[1]?.[0], hints[1]?.at(-1)]).toEqual(['token 500', 'token 1499']);
    const few = await issue(tokens(2));
    await few.atp.execute('return 1');
    await few.atp.execute('return 1', { config: { provenanceHints: ['mine'] } });
    expect(few.hints[1]).toEqual(['mine', 'token 0', 'token 1']);
  });

  test.each([
    null,
    'token',
    {},
    [null, 'token', {}, { token: 5 }, { token: { toString: 1 } }, { token: 'x'.repeat(1e5) }],
  ])('tokens of another shape are ignored (%#)', async (provenanceTokens) => {
    const { atp, hints } = await issue(provenanceTokens);
    await atp.execute('return 1');
    expect((await atp.execute('return 2')).result).toBe(2);
    expect(hints[1]).toBeUndefined();
  });
});
