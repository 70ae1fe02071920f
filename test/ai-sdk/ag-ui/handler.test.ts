/** Agents of each major behind the AG-UI handler, with the official client over HTTP. Every event is checked by its schema. */
import * as ai from 'ai';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { type AISDKAgentSource, aiSDKBackend } from 'toolferry/ai-sdk';
import { memoryStore } from 'toolferry/journal';
import { expect, test } from 'vitest';
import { type Decision, drive } from '../../ag-ui/drive.ts';
import { type Event, serveHTTP } from '../../ag-ui/served.ts';
import { HttpAgent } from '../../peers/ag-ui/clients.ts';
import { major, named } from '../support/major.js';
import { scriptedModel } from '../support/scripted-model.js';

const hasApprovals = [6, 7];
const why = 'it has no approvals';
const inputSchema = { type: 'object' } as const;

/** Serves an agent as an app does that keeps the conversations. Returns a client of it, and what the server sends. */
async function serve(source: AISDKAgentSource) {
  const conversations = new Map<string, ai.ModelMessage[]>();
  const events: Event[] = [];
  const handler = createAGUIHandler(aiSDKBackend(source), {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest({ threadId, messages }) {
      const asked = messages.map(({ content }) => ({ role: 'user' as const, content: String(content) }));
      conversations.set(threadId, [...(conversations.get(threadId) ?? []), ...asked]);
      return conversations.get(threadId) ?? [];
    },
    completed: ({ threadId, output }) => void conversations.get(threadId)?.push(...output.messages),
    serverTools: ['sky', 'wipe'],
  });
  const url = await serveHTTP(handler, (event) => void events.push(event));
  return { agent: new HttpAgent({ url, threadId: 't1' }), events };
}

/** The agent's own tools: one runs at once, the other when the user has approved it. */
function serverTools(ran: string[]) {
  const tool = (name: string, more: object = {}) => {
    const execute = async () => {
      ran.push(name);
      return `${name} done`;
    };
    return { ...ai.tool({ description: name, inputSchema: ai.jsonSchema(inputSchema), execute }), ...more };
  };
  return { sky: tool('sky'), wipe: tool('wipe', { needsApproval: true }) };
}

/** The tools of the client, which note their calls. */
function clientTools(ran: string[]) {
  const tool = (name: string) => () => {
    ran.push(name);
    return `${name} here`;
  };
  return { locate: tool('locate'), read: tool('read') };
}

const sources: Record<string, (model: ai.LanguageModel, own: ReturnType<typeof serverTools>) => AISDKAgentSource> = {
  'settings of streamText': (model, own) => ({ model, tools: own }),
  'the agent class': (model, own) => {
    const classes: Record<string, unknown> = { ...ai };
    const Agent = (classes.ToolLoopAgent ?? classes.Experimental_Agent) as typeof ai.Experimental_Agent;
    return ({ tools }) => new Agent({ model, tools: { ...tools, ...own }, stopWhen: ai.stepCountIs(9) });
  },
};

test.each(Object.entries(sources))(
  'with %s, the client gets text as it comes, and a tool of the server and two of its own run once each',
  async (_what, sourceOf) => {
    const ran: string[] = [];
    const { model, saw, prompts } = scriptedModel([
      { type: 'text', text: 'Let me ' },
      { type: 'text', text: 'see.' },
      { name: 'sky' },
      { name: 'locate' },
      { name: 'read' },
    ]);
    const { agent, events } = await serve(sourceOf(model, serverTools(ran)));
    const { errors, messages } = await drive(agent, clientTools(ran));
    expect(errors).toEqual([]);
    expect(ran.toSorted()).toEqual(['locate', 'read', 'sky']);
    expect(saw()).toEqual({
      call_sky: { type: 'text', value: 'sky done' },
      call_locate: { type: 'text', value: 'locate here' },
      call_read: { type: 'text', value: 'read here' },
    });
    expect(prompts).toHaveLength(2);
    const deltas = events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT').map(({ delta }) => delta);
    expect(deltas).toEqual(['Let me ', 'see.', 'done']);
    expect(events.flatMap(({ outcome }) => (outcome ? [outcome] : []))).toEqual([
      { type: 'success', pendingToolCallIds: ['call_locate', 'call_read'] },
      { type: 'success' },
    ]);
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'done' });
  },
);

test('each message of a thread continues its conversation, with the calls and results of the turns before', async () => {
  const ran: string[] = [];
  const { model, prompts } = scriptedModel([{ name: 'locate', id: 'c1' }], 'First.', [{ name: 'sky', id: 'c2' }]);
  const { agent } = await serve({ model, tools: serverTools(ran) });
  for (const content of ['one', 'two', 'three']) {
    const { errors } = await drive(agent, clientTools(ran), { content });
    expect(errors).toEqual([]);
  }
  const turn = ['user', 'assistant', 'tool', 'assistant'];
  expect(prompts.map(({ prompt }) => prompt.map(({ role }) => role))).toEqual([
    turn.slice(0, 1),
    turn.slice(0, 3),
    [...turn, 'user'],
    [...turn, 'user', 'assistant', 'tool'],
    [...turn, ...turn, 'user'],
  ]);
  expect(ran).toEqual(['locate', 'sky']);
  expect(agent.messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([
    'one',
    'two',
    'three',
  ]);
});

test('an image that a client answers with reaches the model in the form of the major', async () => {
  const { model, saw } = scriptedModel([{ name: 'photo' }, { name: 'locate' }]);
  const { agent } = await serve({ model });
  const image = { type: 'image', source: { type: 'data', value: 'iVBORw0KGgo=', mimeType: 'image/png' } };
  const photo = () => [{ type: 'text', text: 'The view' }, image];
  expect((await drive(agent, { photo, locate: () => 'here' })).errors).toEqual([]);
  const file =
    major === 7
      ? { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } }
      : { type: major === 6 ? 'image-data' : 'media', mediaType: 'image/png', data: 'iVBORw0KGgo=' };
  expect(saw()).toEqual({
    call_photo: { type: 'content', value: [{ type: 'text', text: 'The view' }, expect.objectContaining(file)] },
    call_locate: { type: 'text', value: 'here' },
  });
});

const denied = { type: 'execution-denied', reason: 'not on a Friday' };
const decisions: readonly [string, Decision, object, readonly string[]][] = [
  ['approves', { approved: true }, { type: 'text', value: 'wipe done' }, ['locate', 'sky', 'wipe']],
  ['denies', { approved: false, reason: 'not on a Friday' }, denied, ['locate', 'sky']],
];
test.runIf(hasApprovals.includes(major)).each(decisions)(
  named('a call that the user %s is decided after the tools of the client have run', hasApprovals, why),
  async (_does, decision, output, expected) => {
    for (const sourceOf of Object.values(sources)) {
      const ran: string[] = [];
      const { model, saw } = scriptedModel([{ name: 'wipe' }, { name: 'locate' }, { name: 'sky' }]);
      const { agent, events } = await serve(sourceOf(model, serverTools(ran)));
      const { errors } = await drive(agent, clientTools(ran), { decision });
      expect(errors).toEqual([]);
      expect(ran.toSorted()).toEqual(expected);
      expect(saw()).toMatchObject({ call_wipe: output, call_locate: { value: 'locate here' } });
      expect(events.flatMap(({ outcome }) => (outcome ? [outcome] : []))).toMatchObject([
        { type: 'success', pendingToolCallIds: ['call_locate'] },
        { type: 'interrupt', interrupts: [{ toolCallId: 'call_wipe' }] },
        { type: 'success' },
      ]);
    }
  },
);
