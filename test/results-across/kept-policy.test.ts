import { type Approve, type ClientTool, createBridge, defineTool, type Policy, policyFrom, toolName } from 'toolferry';
import { fromAISDKTools, createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { fromLangChainTools, createToolsFromClient as toLangChain, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';

const server = useATPServer();
const handler = vi.fn(() => 'ran');
const remove = defineTool({ namespace: 'fs', name: 'rm', description: 'R', inputSchema: { type: 'object' }, handler });
const read = defineTool({ namespace: 'fs', name: 'cat', description: 'C', inputSchema: { type: 'object' }, handler });

const blocking = policyFrom({ rules: { blockTools: ['fs.rm'] } });
const asking: Policy = ({ name }) => (name === 'rm' ? { action: 'ask', reason: 'rm is for Ada' } : 'allow');
const strict = (policy: Policy = asking) => createBridge({ tools: [remove, read], policy });

type Way = (tools: readonly ClientTool[], policy?: Policy) => Promise<readonly ClientTool[]>;
const throughLangChain: Way = async (tools, policy) => fromLangChainTools(toLangChain(createBridge({ tools, policy })));
const throughAISDK: Way = async (tools, policy) => fromAISDKTools(toAISDK(createBridge({ tools, policy })));
const ways: Record<string, Way> = {
  LangChain: throughLangChain,
  'the AI SDK': throughAISDK,
  'LangChain and the AI SDK': async (tools, policy) => throughAISDK(await throughLangChain(tools, policy)),
  'the AI SDK, LangChain and the AI SDK': async (tools, policy) =>
    throughAISDK(await throughLangChain(await throughAISDK(tools, policy))),
  'LangChain, under another name and with other metadata': async (tools, policy) =>
    fromLangChainTools(toLangChain(createBridge({ tools, policy })), {
      namespace: 'mine',
      metadata: () => ({ operationType: 'read' }),
    }),
  'the AI SDK, under another name and with other metadata': async (tools, policy) =>
    fromAISDKTools(
      Object.fromEntries(
        Object.entries(toAISDK(createBridge({ tools, policy }))).map(([name, tool]) => [`my_${name}`, tool]),
      ),
      { metadata: () => ({ operationType: 'read' }), toolApproval: () => 'approved' },
    ),
  'a decorator': async (tools, policy) =>
    (await throughLangChain(tools, policy)).map((tool) => ({ ...tool, description: `My ${tool.description}` })),
};

/** The results of calls of the two tools in a new bridge. */
async function results(tools: readonly ClientTool[], approve?: Approve) {
  handler.mockClear();
  const bridge = createBridge({ tools, approve });
  return Promise.all(
    tools.map(async (tool, id) => {
      const { output, error } = await bridge.execute({ id: `c${id}`, name: toolName(tool), input: {} });
      return error?.message ?? output;
    }),
  );
}

describe.each(Object.entries(ways))('a tool that went through %s', (_, way) => {
  test('is still asked about, by the policy of the bridge that it came from', async () => {
    const tools = await way([remove, read], asking);
    expect(await results(tools)).toEqual([expect.stringContaining('no approve function is set'), 'ran']);
    const approve = vi.fn<Approve>(({ reason }) => reason === 'rm is for Ada');
    expect(await results(tools, approve)).toEqual(['ran', 'ran']);
    expect(approve).toHaveBeenCalledTimes(1);
  });

  test('is still blocked by a policy that started to block it later, and not offered', async () => {
    let isBlocked = false;
    const policy: Policy = (tool) => (isBlocked ? blocking(tool) : 'allow');
    const tools = await way([remove, read], policy);
    expect(await results(tools)).toEqual(['ran', 'ran']);
    isBlocked = true;
    expect(await results(tools)).toEqual([expect.stringContaining('the rule blockTools applies'), 'ran']);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(toLangChain(createBridge({ tools }))).toHaveLength(1);
    expect(Object.keys(toAISDK(createBridge({ tools })))).toHaveLength(1);
  });
});

test('the policies of all bridges on the way apply together, and the strictest wins', async () => {
  const tools = await throughAISDK(await throughLangChain([remove, read], asking), ({ name }) =>
    name === 'cat' ? 'ask' : 'allow',
  );
  expect(await results(tools, () => true)).toEqual(['ran', 'ran']);
  expect(await results(tools)).toEqual(Array(2).fill(expect.stringContaining('no approve function')));
  const bridge = createBridge({ tools, policy: () => 'block' });
  expect([...bridge.tools].map((tool) => bridge.policy(tool).action)).toEqual(['block', 'block']);
});

test('a policy that fails blocks the call in every later bridge', async () => {
  let fails = false;
  const [tool] = await throughLangChain([remove], () => {
    if (fails) throw new Error('no network');
    return 'allow';
  });
  fails = true;
  expect(await results([tool as ClientTool], () => true)).toEqual(['"fs_rm" was not run: the policy failed.']);
});

test('a policy sees the call under the name that the tool had in its bridge', async () => {
  const policy = vi.fn<Policy>(() => 'allow');
  const [tool] = fromLangChainTools([toLangChainTool(remove, { policy })], { namespace: 'mine' });
  policy.mockClear();
  await results([tool as ClientTool]);
  expect(policy.mock.calls.filter(([, call]) => call)).toMatchObject([[{ name: 'rm' }, { id: 'c0', name: 'fs_rm' }]]);
});

test("the default policy leaves the tool's identity as it is, because its marks travel with the tool", async () => {
  expect((await throughAISDK(await throughLangChain([remove])))[0]).toBe(remove);
  expect((await throughLangChain([remove], asking))[0]).not.toBe(remove);
});

test('a tool that is an object of a class keeps its methods', async () => {
  class Counter {
    readonly inputSchema = { type: 'object' };
    #count = 0;
    get name() {
      return 'rm';
    }
    get description() {
      return 'Count';
    }
    needsApproval() {
      return this.#count > 0 && 'it was called before';
    }
    handler() {
      this.#count += 1;
      return this.#count;
    }
  }
  const tools = await throughAISDK(await throughLangChain([new Counter()], () => 'allow'));
  expect(await results(tools)).toEqual([1]);
  expect(await results(tools)).toEqual([expect.stringContaining('no approve function is set')]);
  expect(await results(tools, ({ reason }) => reason === 'it was called before')).toEqual([2]);
});

test('one bridge does not rule the tools of another that was made of the same objects', async () => {
  toLangChain(strict(blocking));
  expect(await results([remove])).toEqual(['ran']);
});

test('sandbox code of an ATP server cannot call a tool that the policy of an earlier bridge asks about or blocks', async () => {
  let policy = asking;
  const tools = await throughLangChain([remove, read], (tool) => policy(tool));
  const atp = await connectATP({ baseUrl: server.baseUrl, tools });
  const code = 'try { return await api.fs.rm({}) } catch (error) { return error.message }';
  handler.mockClear();
  expect((await atp.execute(code)).result).toContain('no approve function is set');
  policy = blocking;
  expect((await atp.execute('return typeof api.fs.rm')).result).toBe('undefined');
  expect((await atp.execute('return await api.fs.cat({})')).result).toBe('ran');
  expect(handler).toHaveBeenCalledTimes(1);

  policy = asking;
  const converted = fromLangChainTools(toLangChain(atp)).filter(({ name }) => name === 'rm');
  expect(await results(converted)).toEqual([expect.stringContaining('no approve function is set')]);
});
