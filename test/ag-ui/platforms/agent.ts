/** An agent behind the handler, which every platform serves. GET returns what it has done. */
import { jsonSchema, type LanguageModel, type ModelMessage, tool } from 'ai';
import { type AGUIHandler, type AGUIStoredThread, createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { memoryStore } from 'toolferry/journal';

interface Prompted {
  readonly prompt: readonly { readonly role: string; readonly content: readonly { readonly text?: string }[] }[];
}

const text = (delta: string) => [
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta },
  { type: 'text-end', id: 't' },
];
const calls = (...names: string[]) =>
  names.map((toolName) => ({ type: 'tool-call', toolCallId: `call_${toolName}`, toolName, input: '{}' }));

/** Decides by the conversation alone. */
function decide({ prompt }: Prompted): readonly object[] {
  const asked = prompt.findLast(({ role }) => role === 'user')?.content[0]?.text;
  const results = prompt.filter(({ role }) => role === 'tool').length;
  if (asked === 'go' && results === 0) return [...text('Let me see.'), ...calls('sky', 'locate', 'read', 'wipe')];
  if (asked === 'wait for ever') return [...text('One moment.'), ...calls('slow')];
  // Two steps: where a client that goes away ends the work, it ends when the first of them is written.
  if (asked?.startsWith('wait') && results < 2) return [...text('One moment.'), ...calls('slow')];
  if (asked === 'wait and ask' && results === 2) return calls('locate');
  return text('Done.');
}

const model = {
  specificationVersion: 'v4',
  provider: 'scripted',
  modelId: 'scripted',
  supportedUrls: {},
  async doStream(prompted: Prompted) {
    const parts = decide(prompted);
    const unified = parts.some((part) => 'toolName' in part) ? 'tool-calls' : 'stop';
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
    const finish = { type: 'finish', finishReason: { unified, raw: undefined }, usage };
    const stream = new ReadableStream({
      start(controller) {
        for (const part of [{ type: 'stream-start', warnings: [] }, ...parts, finish]) controller.enqueue(part);
        controller.close();
      },
    });
    return { stream };
  },
} as unknown as LanguageModel;

const ran: string[] = [];
const statuses: string[] = [];
const serverTool = (name: string, milliseconds = 0) =>
  tool({
    inputSchema: jsonSchema({ type: 'object' }),
    async execute() {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      ran.push(name);
      return `${name} done`;
    },
  });
const tools = {
  sky: serverTool('sky'),
  wipe: { ...serverTool('wipe'), needsApproval: true },
  slow: serverTool('slow', 200),
};

const store = memoryStore();
const conversations = new Map<string, ModelMessage[]>();
const serve = createAGUIHandler(aiSDKBackend({ model, tools }), {
  store: {
    ...store,
    async write(key: string, thread: AGUIStoredThread, before: number) {
      statuses.push(JSON.parse(thread.text).status);
      return store.write(key, thread, before);
    },
  },
  authorize: () => 'Ada',
  toRequest({ threadId, messages }) {
    const asked = messages.map(({ content }): ModelMessage => ({ role: 'user', content: String(content) }));
    conversations.set(threadId, [...(conversations.get(threadId) ?? []), ...asked]);
    return conversations.get(threadId) ?? [];
  },
  completed: ({ threadId, output }) => void conversations.get(threadId)?.push(...output.messages),
  serverTools: Object.keys(tools),
});

export const handler: AGUIHandler = async (request, platform) =>
  request.method === 'GET' ? Response.json({ ran, status: statuses.at(-1) }) : serve(request, platform);
