import * as ai from 'ai';
import {
  type AgentEvent,
  type Approve,
  approvalDigest,
  createBridge,
  defineTool,
  type Pause,
  type RunEvent,
} from 'toolferry';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { major, named } from '../support/major.js';
import { type ScriptedCall, scriptedModel } from '../support/scripted-model.js';

const hasApprovals = [6, 7];
const why = 'it has no approvals';
const inputSchema = { type: 'object' } as const;

/** A tool that the agent runs itself, once the user has approved it. */
function wipeTool(ran: string[], execute = true) {
  const run = async ({ disk }: { disk?: string }) => {
    ran.push(`wipe ${disk}`);
    return 'wiped';
  };
  const members = {
    description: 'Wipe a disk',
    inputSchema: ai.jsonSchema<{ disk?: string }>(inputSchema),
    needsApproval: true,
  };
  return { ...members, ...(execute && { execute: run }) } as unknown as ai.ToolSet[string];
}

function skyTool(ran: string[]) {
  return ai.tool({
    inputSchema: ai.jsonSchema(inputSchema),
    execute: async () => {
      ran.push('sky');
      return 'blue';
    },
  });
}

const turn: readonly ScriptedCall[] = [
  { name: 'wipe', id: 'w1', input: { disk: 'a' } },
  { name: 'locate', id: 'c1' },
  { name: 'sky', id: 's1' },
];

interface Setup {
  readonly approve?: Approve;
  readonly settings?: object;
  readonly calls?: readonly ScriptedCall[];
}

/** An agent with a tool that needs approval, one that does not, and a client tool. */
function setUp({ approve, settings, calls = turn }: Setup) {
  const ran: string[] = [];
  const events: RunEvent[] = [];
  const { model, saw, prompts } = scriptedModel(calls);
  const tools = { wipe: wipeTool(ran), sky: skyTool(ran) };
  const locate = defineTool({
    name: 'locate',
    description: 'Where',
    inputSchema,
    handler: () => {
      ran.push('locate');
      return 'here';
    },
  });
  const bridge = createBridge({ tools: [locate], ...(approve && { approve }) });
  const backend = aiSDKBackend({ model, tools, ...settings });
  const onEvent = (event: RunEvent) => void events.push(event);
  const agentEvents = () => events.flatMap((event) => (event.type === 'backend' ? [event.event as AgentEvent] : []));
  const pauses = () => events.flatMap((event) => (event.type === 'paused' ? [event.pause] : []));
  return { ran, model, saw, prompts, bridge, backend, onEvent, agentEvents, pauses };
}

test.runIf(hasApprovals.includes(major))(
  named('an approved call runs in the agent, once, with its finished siblings left alone', hasApprovals, why),
  async () => {
    const asked: unknown[] = [];
    const approve: Approve = ({ call }) => {
      asked.push(call);
      return true;
    };
    const { ran, saw, bridge, backend, onEvent, agentEvents, pauses } = setUp({ approve });
    expect((await bridge.run(backend, 'go', { onEvent })).text).toBe('done');
    expect(asked).toEqual([{ id: 'w1', name: 'wipe', input: { disk: 'a' } }]);
    expect(ran.toSorted()).toEqual(['locate', 'sky', 'wipe a']);
    expect(pauses().map(({ calls }) => calls.map(({ id, ask }) => [id, ask]))).toEqual([
      [
        ['w1', 'approval'],
        ['c1', undefined],
      ],
    ]);
    expect(saw()).toEqual({
      w1: { type: 'text', value: 'wiped' },
      c1: { type: 'text', value: 'here' },
      s1: { type: 'text', value: 'blue' },
    });
    const results = agentEvents().flatMap((event) => (event.type === 'tool-result' ? [event.result] : []));
    expect(results).toEqual([
      { toolCallId: 's1', toolName: 'sky', output: 'blue' },
      { toolCallId: 'w1', toolName: 'wipe', output: 'wiped' },
    ]);
  },
);

test.runIf(hasApprovals.includes(major))(
  named('a denied call does not run, and the model and the listener are given the reason', hasApprovals, why),
  async () => {
    const approve: Approve = () => ({ approved: false, reason: 'not on a Friday' });
    const { ran, saw, bridge, backend, onEvent, agentEvents } = setUp({ approve });
    await bridge.run(backend, 'go', { onEvent });
    expect(ran.toSorted()).toEqual(['locate', 'sky']);
    expect(saw()).toMatchObject({ w1: { type: 'execution-denied', reason: 'not on a Friday' } });
    expect(agentEvents()).toContainEqual({
      type: 'tool-result',
      result: {
        toolCallId: 'w1',
        toolName: 'wipe',
        output: null,
        error: { code: 'denied', message: '"wipe" was not run: not on a Friday.' },
      },
    });
  },
);

test.runIf(hasApprovals.includes(major))(
  named("an approval that is put off with 'later' is decided days later from the JSON of the pause", hasApprovals, why),
  async () => {
    const { ran, bridge, backend } = setUp({ approve: () => 'later' });
    const error = (await bridge.run(backend, 'go').catch((thrown: unknown) => thrown)) as {
      code: string;
      data: object;
    };
    expect(error.code).toBe('approval_pending');
    expect(ran.toSorted()).toEqual(['locate', 'sky']);
    const { pause } = JSON.parse(JSON.stringify(error.data)) as { pause: Pause };

    const elsewhere = setUp({ calls: [] });
    const other = aiSDKBackend({
      model: scriptedModel().model,
      tools: { wipe: wipeTool(elsewhere.ran), sky: skyTool(elsewhere.ran) },
    });
    const digest = await approvalDigest({ name: 'wipe', input: { disk: 'a' } });
    const output = await elsewhere.bridge.resume(other, pause, { decisions: { w1: { approved: true, digest } } });
    expect(output.text).toBe('done');
    expect(elsewhere.ran).toEqual(['wipe a']);
  },
);

test.runIf(hasApprovals.includes(major))(
  named(
    'a client tool that the agent asks about runs here once it is approved, and not if it is denied',
    hasApprovals,
    why,
  ),
  async () => {
    for (const approved of [true, false]) {
      const ran: string[] = [];
      const { model, saw } = scriptedModel([
        { name: 'wipe', id: 'w1', input: { disk: 'a' } },
        { name: 'sky', id: 's1' },
      ]);
      const wipe = defineTool({
        name: 'wipe',
        description: 'Wipe a disk',
        inputSchema,
        handler: () => void ran.push('wipe here'),
      });
      const bridge = createBridge({ tools: [wipe], approve: () => approved });
      const backend = aiSDKBackend({ model, tools: { wipe: wipeTool(ran, false), sky: skyTool(ran) } });
      expect((await bridge.run(backend, 'go')).text).toBe('done');
      expect(ran).toEqual(approved ? ['sky', 'wipe here'] : ['sky']);
      expect(saw().w1?.type).toBe(approved ? 'json' : 'execution-denied');
    }
  },
);

test.runIf(hasApprovals.includes(major))(
  named('a denial is emitted once, also where the run pauses again for an approved client tool', hasApprovals, why),
  async () => {
    const ran: string[] = [];
    const { model, saw } = scriptedModel([
      { name: 'wipe', id: 'w1' },
      { name: 'drop', id: 'd1' },
    ]);
    const wipe = defineTool({
      name: 'wipe',
      description: 'Wipe',
      inputSchema,
      handler: () => void ran.push('wipe here'),
    });
    const approve: Approve = ({ call }) => ({ approved: call.name === 'wipe', reason: 'only wipe' });
    const backend = aiSDKBackend({ model, tools: { wipe: wipeTool(ran, false), drop: wipeTool(ran) } });
    const results: unknown[] = [];
    await createBridge({ tools: [wipe], approve }).run(backend, 'go', {
      onEvent: (event) => {
        if (event.type === 'backend' && (event.event as AgentEvent).type === 'tool-result') results.push(event.event);
      },
    });
    expect(ran).toEqual(['wipe here']);
    expect(saw()).toMatchObject({ w1: { type: 'json' }, d1: { type: 'execution-denied', reason: 'only wipe' } });
    expect(results).toMatchObject([
      { result: { toolCallId: 'd1', error: { code: 'denied', message: '"drop" was not run: only wipe.' } } },
    ]);
  },
);

test.runIf(major === 7)(
  named(
    "what ai 7's toolApproval decides by itself is not asked, and what it leaves to the user is, with the reason",
    [7],
    'it has no toolApproval',
  ),
  async () => {
    const asked: unknown[] = [];
    const approve: Approve = ({ call, reason }) => {
      asked.push([call.id, reason]);
      return true;
    };
    const statuses = {
      wipe: ({ disk }: { disk: string }) =>
        disk === 'a'
          ? 'approved'
          : disk === 'b'
            ? { type: 'denied', reason: 'b is in use' }
            : { type: 'user-approval', reason: 'c is old' },
    };
    const calls = ['a', 'b', 'c'].map((disk) => ({ name: 'wipe', id: disk, input: { disk } }));
    const { ran, saw, bridge, backend, onEvent, agentEvents } = setUp({
      approve,
      calls,
      settings: { toolApproval: statuses },
    });
    expect((await bridge.run(backend, 'go', { onEvent })).text).toBe('done');
    expect(asked).toEqual([['c', 'c is old']]);
    expect(ran).toEqual(['wipe a', 'wipe c']);
    expect(saw()).toMatchObject({ a: { type: 'text' }, b: { type: 'execution-denied' }, c: { type: 'text' } });
    const results = agentEvents().flatMap((event) => (event.type === 'tool-result' ? [event.result] : []));
    expect(results.map(({ toolCallId, error }) => [toolCallId, error?.message]).toSorted()).toEqual([
      ['a', undefined],
      ['b', '"wipe" was not run: b is in use.'],
      ['c', undefined],
    ]);
  },
);

test.runIf(hasApprovals.includes(major))(
  named(
    'a call that the provider runs and asks about is approved here, and the provider gets the response',
    hasApprovals,
    why,
  ),
  async () => {
    const { model, prompts } = scriptedModel([]);
    const { doStream } = model as unknown as {
      doStream(options: unknown): Promise<{ stream: ReadableStream<object> }>;
    };
    const asking = [
      {
        type: 'tool-call',
        toolCallId: 'm1',
        toolName: 'mcp',
        input: '{"repo":"a"}',
        providerExecuted: true,
        dynamic: true,
      },
      { type: 'tool-approval-request', approvalId: 'ap1', toolCallId: 'm1' },
    ];
    const provider = {
      ...(model as object),
      async doStream(options: unknown) {
        const isFirst = prompts.length === 0;
        const { stream } = await doStream(options);
        if (!isFirst) return { stream };
        const withRequest = new TransformStream<object, object>({
          transform(part, controller) {
            controller.enqueue(part);
            if ('warnings' in part) for (const each of asking) controller.enqueue(each);
          },
        });
        return { stream: stream.pipeThrough(withRequest) };
      },
    } as unknown as ai.LanguageModel;
    const asked: unknown[] = [];
    const approve: Approve = ({ call }) => {
      asked.push(call);
      return true;
    };
    const output = await createBridge({ approve }).run(aiSDKBackend({ model: provider }), 'go');
    expect(output.text).toBe('done');
    expect(asked).toEqual([{ id: 'm1', name: 'mcp', input: { repo: 'a' } }]);
    expect(prompts[1]?.prompt.at(-1)?.content).toMatchObject([
      { type: 'tool-approval-response', approvalId: 'ap1', approved: true },
    ]);
  },
);
