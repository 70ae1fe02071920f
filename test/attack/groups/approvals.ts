import assert from 'node:assert/strict';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { Command, MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { generateText, type ModelMessage, stepCountIs, type ToolSet } from 'ai';
import {
  type Approve,
  type Bridge,
  type BridgeOptions,
  type ClientTool,
  checkDefinition,
  createBridge,
  policyFrom,
  type ToolMetadata,
} from 'toolferry';
import * as aiSDK from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import * as langChain from 'toolferry/langchain';
import { attack, each, type Group } from '../attack.ts';
import { type Listed, offer, outcomeOf, reasons } from '../remote-tools.ts';
import { scriptedModel } from '../scripted-model.ts';
import { completed, paused, startATP, toolCall } from '../servers/atp-server.ts';

const schema = { type: 'object', properties: { path: { type: 'string' } } };

/** A destructive tool that counts its runs. */
function remover(more: Partial<ClientTool> = {}) {
  const runs: unknown[] = [];
  const tool: ClientTool = {
    name: 'rm',
    description: 'Remove a file',
    inputSchema: schema,
    metadata: { operationType: 'destructive' },
    handler: (input) => {
      runs.push(input);
      return 'removed';
    },
    ...more,
  };
  return { tool, runs };
}

const removeCall = { id: 'c1', name: 'rm', input: { path: 'a' } };

/** Options of the AI SDK's own approval, by which a caller decides about every call without being asked. */
const ownApprovals: Readonly<Record<string, unknown>> = {
  'a function without an answer': () => undefined,
  'not-applicable for the tool': { rm: 'not-applicable' },
  'a function that answers not-applicable': () => 'not-applicable',
  'an object that answers not-applicable': { rm: { type: 'not-applicable' } },
  'an async function without an answer': async () => undefined,
  'an answer about another tool': { other: 'approved' },
};

async function generateUnasked(toolApproval: unknown): Promise<void> {
  const { tool, runs } = remover();
  const tools = aiSDK.createToolsFromClient([tool], { approval: 'framework' }) as ToolSet;
  const model = scriptedModel([removeCall]);
  await generateText({ model, tools, prompt: 'go', stopWhen: stepCountIs(3), toolApproval } as Parameters<
    typeof generateText
  >[0]).catch(() => {});
  assert.deepEqual(runs, [], 'it ran, and nobody was asked');
}

interface SDKTool {
  execute(input: unknown, options: object): Promise<unknown>;
  needsApproval?(input: unknown, options: object): Promise<boolean>;
}

/** Calls the tool's functions as some caller might. */
async function callTool(use: (tool: SDKTool, messages: ModelMessage[]) => Promise<unknown>): Promise<void> {
  const { tool, runs } = remover();
  const { rm } = aiSDK.createToolsFromClient([tool], { approval: 'framework' }) as unknown as { rm: SDKTool };
  await use(rm, [{ role: 'user', content: 'go' }]).catch(() => {});
  assert.deepEqual(runs, [], 'it ran, and nobody was asked');
}

const directCalls: Readonly<Record<string, (tool: SDKTool, messages: ModelMessage[]) => Promise<unknown>>> = {
  'execute with a context': ({ execute }, messages) =>
    execute({ path: 'a' }, { toolCallId: 'c1', messages, context: {} }),
  'execute without a context': ({ execute }, messages) => execute({ path: 'a' }, { toolCallId: 'c1', messages }),
  'execute without messages': ({ execute }) => execute({ path: 'a' }, { toolCallId: 'c1', context: {} }),
  'asked under one list of messages, run under another': async ({ execute, needsApproval }, messages) => {
    await needsApproval?.({ path: 'a' }, { toolCallId: 'c1', messages, context: {} });
    return execute({ path: 'a' }, { toolCallId: 'c1', messages: [...messages], context: {} });
  },
  'asked about one input, run with another': async ({ execute, needsApproval }, messages) => {
    await needsApproval?.({ path: 'a' }, { toolCallId: 'c1', messages, context: {} });
    return execute({ path: 'b' }, { toolCallId: 'c1', messages, context: {} });
  },
  'asked under one call id, run under another': async ({ execute, needsApproval }, messages) => {
    await needsApproval?.({ path: 'a' }, { toolCallId: 'c1', messages, context: {} });
    return execute({ path: 'a' }, { toolCallId: 'c2', messages, context: {} });
  },
};

/** What happens while a person thinks, after which the yes comes too late. */
const lateChanges: Readonly<Record<string, (bridge: Bridge, policy: { blocks: boolean }) => void>> = {
  'the tool is removed': ({ tools }) => tools.remove('rm'),
  'the tool is replaced by another one': ({ tools }) => {
    tools.remove('rm');
    tools.add(remover().tool);
  },
  'the policy starts to block': (_bridge, policy) => {
    policy.blocks = true;
  },
  'the tool is removed and added again with a stricter mark': ({ tools }) => {
    const tool = tools.get('rm') as ClientTool;
    tools.remove('rm');
    tools.add({ ...tool, metadata: { operationType: 'destructive', sensitivityLevel: 'sensitive' } });
  },
};

async function yesComesTooLate(change: (bridge: Bridge, policy: { blocks: boolean }) => void): Promise<void> {
  const { tool, runs } = remover();
  const policy = { blocks: false };
  const bridge: Bridge = createBridge({
    tools: [tool],
    policy: () => (policy.blocks ? 'block' : 'ask'),
    approve: () => {
      change(bridge, policy);
      return true;
    },
  });
  const outcome = outcomeOf(await bridge.execute(removeCall));
  assert.ok(outcome === 'unknown_tool' || outcome === 'denied', outcome);
  assert.deepEqual(runs, []);
}

const remote = (annotations?: object, more: object = {}): Listed => ({
  name: 'rm',
  description: 'Remove',
  inputSchema: schema,
  ...(annotations && { annotations }),
  ...more,
});

/** Lists of a server after the one in which its tool was destructive. */
const looser: Readonly<Record<string, readonly (readonly Listed[])[]>> = {
  'the hint is dropped': [[remote()]],
  'the hint is denied': [[remote({ destructiveHint: false })]],
  'the tool becomes one that only reads': [[remote({ readOnlyHint: true })]],
  'the tool disappears and comes back without its hint': [[], [remote()]],
  'the hint is dropped and the schema changes': [[remote(undefined, { inputSchema: { type: 'object' } })]],
  'the hint is dropped and the description changes': [[remote(undefined, { description: 'Read' })]],
};

async function staysAsStrict(lists: readonly (readonly Listed[])[]): Promise<void> {
  let asked = 0;
  const approve: Approve = () => {
    asked += 1;
    return false;
  };
  const { bridge, ran, list, refused } = await offer([remote({ destructiveHint: true })], { approve });
  for (const tools of lists) await list(tools);
  assert.equal(reasons(refused), '');
  assert.equal(outcomeOf(await bridge.execute(removeCall)), 'denied');
  assert.equal(asked, 1, 'nobody was asked');
  assert.deepEqual(ran, []);
}

/** What a server's own hints say about a tool, and whether a person has to be asked. */
const hints: Readonly<Record<string, readonly [annotations: object | undefined, isAsked: boolean]>> = {
  'no destructiveHint next to a title': [{ title: 'Remove' }, true],
  'no destructiveHint next to readOnlyHint: false': [{ readOnlyHint: false }, true],
  'no destructiveHint next to idempotentHint': [{ idempotentHint: true }, true],
  'no destructiveHint next to openWorldHint': [{ openWorldHint: false }, true],
  'a destructiveHint that is a string': [{ destructiveHint: 'false' }, true],
  'destructiveHint: true next to readOnlyHint: true': [{ destructiveHint: true, readOnlyHint: true }, true],
  'readOnlyHint: true': [{ readOnlyHint: true }, false],
  'destructiveHint: false': [{ destructiveHint: false, readOnlyHint: false }, false],
  'no hints at all': [undefined, false],
};

async function meansWhatTheProtocolSays([annotations, isAsked]: readonly [object | undefined, boolean]): Promise<void> {
  let asked = 0;
  const { bridge } = await offer([remote(annotations)], {
    approve: () => {
      asked += 1;
      return true;
    },
  });
  assert.equal(outcomeOf(await bridge.execute(removeCall)), 'ran');
  assert.equal(asked > 0, isAsked, isAsked ? 'nobody was asked' : 'somebody was asked');
}

/** Rules that mean the tool `rm` of the namespace `fs`, as people write them. */
const rules: Readonly<Record<string, object>> = {
  'the visible name': { blockTools: ['fs_rm'] },
  'the full name': { blockTools: ['fs.rm'] },
  'the bare name': { blockTools: ['rm'] },
  'the namespace': { blockApiGroups: ['fs'] },
  'only another full name': { allowOnlyTools: ['fs.read'] },
  'only the bare name, which is no full name': { allowOnlyTools: ['rm'] },
};

async function isBlocked(given: object): Promise<void> {
  const { tool, runs } = remover({ namespace: 'fs', metadata: {} });
  const bridge = createBridge({ tools: [tool], policy: policyFrom({ rules: given }) });
  assert.equal(outcomeOf(await bridge.execute({ ...removeCall, name: 'fs_rm' })), 'denied');
  assert.deepEqual(runs, []);
}

/** Metadata keys that were meant to be known ones. */
const misspelt: Readonly<Record<string, object>> = {
  'in another case': { operationtype: 'destructive' },
  'with a letter less': { requireApproval: true },
  'with two letters swapped': { senstiivityLevel: 'sensitive' },
  'with an underscore': { requires_approval: true },
};

function isReported(metadata: object): void {
  const { errors } = checkDefinition({ ...remover().tool, metadata: metadata as ToolMetadata });
  assert.match(errors.map(({ message }) => message).join(), /did you mean/);
}

/** Ways through other frameworks and back, each of which keeps the policy of the bridge that the tool came from. */
const ways: Readonly<Record<string, (bridge: Bridge) => Promise<readonly ClientTool[]> | readonly ClientTool[]>> = {
  'through LangChain': (bridge) => langChain.fromLangChainTools(langChain.createToolsFromClient(bridge)),
  'through the AI SDK': (bridge) => aiSDK.fromAISDKTools(aiSDK.createToolsFromClient(bridge) as ToolSet),
  'through both': async (bridge) =>
    aiSDK.fromAISDKTools(
      aiSDK.createToolsFromClient(langChain.fromLangChainTools(langChain.createToolsFromClient(bridge))) as ToolSet,
    ),
  'twice through LangChain': (bridge) =>
    langChain.fromLangChainTools(
      langChain.createToolsFromClient(langChain.fromLangChainTools(langChain.createToolsFromClient(bridge))),
    ),
};

async function keepsItsPolicy(
  way: (bridge: Bridge) => Promise<readonly ClientTool[]> | readonly ClientTool[],
): Promise<void> {
  const strict: Readonly<Record<string, BridgeOptions>> = {
    block: { policy: ({ name }) => (name === 'rm' ? 'block' : 'allow') },
    ask: { policy: () => 'ask', approve: () => false },
  };
  for (const [rule, options] of Object.entries(strict)) {
    const { tool, runs } = remover({ metadata: {} });
    const bridge = createBridge({ tools: [tool], ...options });
    // Refusing such tools is as good as keeping their policy.
    const back = await Promise.resolve(way(bridge)).catch(() => []);
    const other = createBridge({ tools: back, policy: () => 'allow' });
    await other.execute(removeCall);
    const [lang] = langChain.createToolsFromClient(other);
    await lang?.invoke({ path: 'a' }).catch(() => {});
    assert.deepEqual(runs, [], `the rule ${rule} was lost`);
  }
}

/** Changes of a tool after its registration that would lift its approval. */
const laterChanges: Readonly<Record<string, (tool: Record<string, unknown>) => void>> = {
  'its metadata is emptied': ({ metadata }) => void Reflect.deleteProperty(metadata as object, 'operationType'),
  'its metadata is replaced': (tool) => {
    tool.metadata = {};
  },
  'its metadata is weakened': ({ metadata }) => void Object.assign(metadata as object, { operationType: 'read' }),
  'its name is changed': (tool) => {
    tool.name = 'read';
    tool.metadata = undefined;
  },
};

async function staysMarked(change: (tool: Record<string, unknown>) => void): Promise<void> {
  const { tool, runs } = remover();
  const bridge = createBridge({ tools: [tool], approve: () => false });
  change(tool as unknown as Record<string, unknown>);
  await bridge.execute(removeCall);
  assert.deepEqual(runs, []);
}

/** Runs an execution that asks for approval, and returns what the server was answered. */
async function approvalAnswer(approve: Approve | undefined): Promise<Record<string, unknown>> {
  const context = { tool: 'deploy', namespace: 'ops', params: {} };
  const server = await startATP({
    '/api/execute': paused({
      type: 'approval',
      operation: 'request',
      payload: { message: 'Deploy?', context, sequenceNumber: 0 },
    }),
    '/api/resume': completed('done'),
  });
  const atp = await connectATP({ baseUrl: server.baseUrl, approve });
  await atp.execute('return await atp.approval.request({})');
  await server.stop();
  return server.resumed[0].result;
}

/** What the sandbox reads of a call that was not run because there was nobody to ask. */
async function refusalInSandbox(approve: Approve | undefined): Promise<string> {
  const { tool, runs } = remover();
  const server = await startATP({
    '/api/execute': paused(toolCall('rm', { path: 'a' })),
    '/api/resume': completed('done'),
  });
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [tool], approve });
  await atp.execute('return await api.client.rm({})');
  await server.stop();
  assert.deepEqual(runs, []);
  return JSON.stringify(server.resumed);
}

const words = {
  'the reason of a yes': async () => {
    const { approved, response } = await approvalAnswer(() => ({ approved: true, reason: 'until Friday' }));
    assert.deepEqual([approved, response], [true, 'until Friday']);
  },
  'the reason of a no': async () => {
    const { approved, response } = await approvalAnswer(() => ({ approved: false, reason: 'it is Friday' }));
    assert.deepEqual([approved, response], [false, 'it is Friday']);
  },
  'nobody to ask is not a decision of the user': async () => {
    const answer = await refusalInSandbox(undefined);
    assert.ok(!/denied by (the )?user|user denied/i.test(answer), answer);
    assert.match(answer, /approve/);
  },
  'an approve function that throws is not a decision of the user': async () => {
    const answer = await refusalInSandbox(() => {
      throw new Error('no network');
    });
    assert.ok(!/denied by (the )?user|user denied/i.test(answer), answer);
  },
};

/** Answers that are no yes. */
const notYes: Readonly<Record<string, unknown>> = {
  'the text true': 'true',
  'the number 1': 1,
  'an object without approved': {},
  'approved: "yes"': { approved: 'yes' },
  'an array': [true],
  nothing: undefined,
};

async function isNoYes(answer: unknown): Promise<void> {
  const { tool, runs } = remover();
  const bridge = createBridge({ tools: [tool], approve: () => answer as never });
  assert.equal(outcomeOf(await bridge.execute(removeCall)), 'denied');
  assert.deepEqual(runs, []);
}

/** Values with which a graph can be resumed after two destructive calls interrupted it; only `c1` may run. */
const resumes: Readonly<Record<string, (ids: readonly string[]) => unknown>> = {
  'a yes by the interrupt of the first call': ([first]) => ({ [first as string]: true }),
  'a decision by the interrupt of the first call': ([first]) => ({ [first as string]: { approved: true } }),
  'a single yes for all': () => true,
  'the yes of another tool': () => ({ approved: true, toolCallId: 'c9' }),
  'a list of answers': () => [true, true],
};

/** The yes to one call never runs another one, whatever the order in which LangGraph hands answers out. */
async function isBoundToItsCall(resume: (ids: readonly string[]) => unknown, name: string): Promise<void> {
  const approveByInterrupt = Reflect.get(langChain, 'approveByInterrupt') as (() => Approve) | undefined;
  assert.ok(approveByInterrupt, 'toolferry/langchain has no approve that interrupts a graph');
  const { tool, runs } = remover();
  const safe = remover({ name: 'safe', metadata: {} });
  const tools = langChain.createToolsFromClient([tool, safe.tool], { approve: approveByInterrupt() });
  const calls = ['a', 'b'].map((path, index) => ({ id: `c${index + 1}`, name: 'rm', args: { path } }));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', ({ messages }) => ({
      messages: messages.length === 1 ? [new AIMessage({ content: '', tool_calls: calls })] : [new AIMessage('done')],
    }))
    .addNode('tools', new ToolNode(tools))
    .addEdge('__start__', 'model')
    .addEdge('model', 'tools')
    .addEdge('tools', '__end__')
    .compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: name } };
  await graph.invoke({ messages: [new HumanMessage('go')] }, config);
  const state = await graph.getState(config);
  const ids = state.tasks.flatMap(({ interrupts }) => interrupts.map(({ id }) => String(id)));
  await graph.invoke(new Command({ resume: resume(ids) }), config).catch(() => {});
  const ran = runs.map((input) => (input as { path: string }).path);
  assert.ok(!ran.includes('b'), 'the yes to one call ran another one');
}

export const approvals: Group = [
  attack("an approval of the AI SDK's own that nobody gave", each(ownApprovals, generateUnasked)),
  attack('tools of the AI SDK that are called directly', each(directCalls, callTool)),
  attack('a yes that comes after the tool has changed', {
    ...each(lateChanges, yesComesTooLate),
    'the server redefines the tool': async () => {
      const offered = await offer([remote({ destructiveHint: true })], {
        approve: async () => {
          await offered.list([remote({ destructiveHint: true }, { description: 'Remove everything' })]);
          return true;
        },
      });
      await offered.bridge.execute(removeCall);
      assert.deepEqual(offered.ran, []);
    },
  }),
  attack('a server that loosens a tool with a new list', each(looser, staysAsStrict)),
  attack("what a server's hints leave out", each(hints, meansWhatTheProtocolSays)),
  attack('rules that do not match the tool they name', each(rules, isBlocked)),
  attack('misspelt marks', each(misspelt, isReported)),
  attack('ways out and in again that lose a policy', each(ways, keepsItsPolicy)),
  attack('tools that change after their registration', each(laterChanges, staysMarked)),
  attack('the words of a decision', words),
  attack('answers that are almost a yes', each(notYes, isNoYes)),
  attack('a yes to one call of a graph that runs another', each(resumes, isBoundToItsCall)),
];
