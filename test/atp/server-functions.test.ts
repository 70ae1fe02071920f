import { defineTool, toolName } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createToolsFromClient } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const pay = {
  name: 'pay',
  description: 'Pay \u202ea person\u0007',
  inputSchema: {
    type: 'object' as const,
    properties: { to: { type: 'string', minLength: 1 }, cents: { type: 'integer', minimum: 1 } },
    required: ['to', 'cents'],
  },
  metadata: { operationType: 'destructive' },
  handler: ({ to, cents }: { to: string; cents: number }) => ({ paid: to, cents }),
};
const broken = {
  name: 'broken',
  description: 'Has a list that is too long',
  inputSchema: { type: 'object' as const, properties: { id: { enum: Array.from({ length: 20_001 }, (_, n) => n) } } },
  handler: () => 'never',
};
const server = useATPServer({ groups: { math: [sum], bank: [pay, broken] } });

const document = (name: string) => ({
  name,
  description: name,
  inputSchema: { type: 'object' as const, properties: {} },
  handler: () => name,
});
const serverWithSimilarNames = useATPServer({
  groups: { notes: [document('add$document'), document('add_document')] },
});

describe('expose', () => {
  test("expose: 'functions' makes a remote tool of every server function, with its schema", async () => {
    const { bridge, refused } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
    expect(bridge.tools.get('math_sum')).toMatchObject({
      name: 'sum',
      namespace: 'math',
      description: 'Sum numbers',
      inputSchema: sum.inputSchema,
    });
    const result = await bridge.execute({ id: 'c', name: 'math_sum', input: { values: [1, 2] } });
    expect(result.output).toBe(3);
    expect(refused.map(({ name }) => name)).toEqual(['bank_broken']);
  });

  test('server functions whose names are cleaned to the same are all offered', async () => {
    const { bridge, refused } = await connectATP({ baseUrl: serverWithSimilarNames.baseUrl, expose: 'functions' });
    const visible = [...bridge.tools].map(toolName).filter((name) => name.startsWith('notes'));
    expect(visible.sort()).toEqual(['notes_add_document', expect.stringMatching(/^notes_add_document_[a-z0-9]{11}$/)]);
    const outputs = [];
    for (const name of visible) outputs.push((await bridge.execute({ id: 'c', name, input: {} })).output);
    expect(outputs).toEqual(['add_document', 'add$document']);
    expect(refused).toEqual([]);
  });

  test("inputs of server functions are validated in this process against the server's schema", async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
    const result = await bridge.execute({ id: 'c', name: 'bank_pay', input: { to: '', cents: 0.5 } });
    expect(result.error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('cents: must be integer'),
    });
  });

  test('a server function with an invalid definition is refused with path and reason, and the others are offered', async () => {
    const { refused, bridge } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
    expect(refused).toEqual([
      {
        name: 'bank_broken',
        issues: [{ path: 'inputSchema/properties/id/enum', message: 'has more than 20,000 nodes' }],
      },
    ]);
    expect(bridge.tools.get('bank_pay')).toBeDefined();
  });

  test('invisible characters are removed from the description of a server function', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions' });
    expect(bridge.tools.get('bank_pay')?.description).toBe('Pay a person');
  });

  test('a filter for expose selects server functions by group', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, expose: ({ group }) => group === 'math' });
    expect(bridge.tools.get('math_sum')).toBeDefined();
    expect(bridge.tools.get('bank_pay')).toBeUndefined();
  });

  test('approve decides when the server asks for approval of its own function', async () => {
    const asked: unknown[] = [];
    const connect = (answer: boolean) =>
      connectATP({
        baseUrl: server.baseUrl,
        expose: 'functions',
        approve: ({ call }) => {
          asked.push(call);
          return answer;
        },
      });
    const call = { id: 'c', name: 'bank_pay', input: { to: 'me', cents: 1 } };
    expect((await (await connect(true)).bridge.execute(call)).output).toEqual({ paid: 'me', cents: 1 });
    expect((await (await connect(false)).bridge.execute(call)).error?.message).toContain('denied');
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ name: 'bank_pay', input: { to: 'me', cents: 1 } });
  });

  test("the user's metadata makes the policy stricter for a server function", async () => {
    const { bridge } = await connectATP({
      baseUrl: server.baseUrl,
      expose: 'functions',
      metadata: (name) => (name === 'math_sum' ? { requiresApproval: true } : undefined),
    });
    const result = await bridge.execute({ id: 'c', name: 'math_sum', input: { values: [] } });
    expect(result.error?.code).toBe('denied');
  });

  test('a client tool wins over a server function with the same name, which is refused', async () => {
    const clientTool = defineTool({
      namespace: 'math',
      name: 'sum',
      description: 'Mine',
      inputSchema: { type: 'object' },
      handler: () => 'mine',
    });
    const atp = await connectATP({ baseUrl: server.baseUrl, expose: 'functions', tools: [clientTool] });
    expect(atp.bridge.tools.get('math_sum')).toBe(clientTool);
    expect(atp.refused.map(({ name }) => name)).toContain('math_sum');
  });

  test('an input that looks like code remains data', async () => {
    const { bridge } = await connectATP({ baseUrl: server.baseUrl, expose: 'functions', approve: () => true });
    const to = '"}); throw new Error("out"); //\u2028';
    const result = await bridge.execute({ id: 'c', name: 'bank_pay', input: { to, cents: 1 } });
    expect(result.output).toEqual({ paid: to, cents: 1 });
  });

  test('createToolsFromClient makes framework tools of server functions', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, expose: ({ name }) => name === 'sum' });
    const tool = createToolsFromClient(atp).find(({ name }) => name === 'math_sum');
    expect(await tool?.invoke({ values: [4, 5] })).toBe(9);
  });
});

test('each approval.request of a batch gets its own answer', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, approve: ({ reason }) => reason === 'first' });
  const { result } = await atp.execute(`
    const [first, second] = await Promise.all([atp.approval.request('first'), atp.approval.request('second')]);
    return [first.approved, second.approved];
  `);
  expect(result).toEqual([true, false]);
});
