import { MemorySaver } from '@langchain/langgraph';
import * as ai from 'ai';
import { createAgent } from 'langchain';
import { defineTool, type RunBackend } from 'toolferry';
import { type AGUIStart, createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { memoryStore } from 'toolferry/journal';
import { approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { langGraphBackend } from 'toolferry/langgraph';
import { scriptedModel } from '../ai-sdk/support/scripted-model.ts';
import { type Event, serveHTTP } from './served.ts';
import { type ModelTurn, streamingModel } from './streaming-model.ts';

/** An agent behind the handler and HTTP. Its own tools are `sky`, and `wipe`, which must be approved. */
export interface ServedAgent {
  readonly url: string;
  /** The tools of its own that ran, in order. */
  readonly ran: readonly string[];
  /** The events that it sent. */
  readonly events: readonly Event[];
  /** The messages that its model saw when it was asked last, as JSON. */
  lastPrompt(): string;
}

const inputSchema = { type: 'object', properties: {} } as const;

/** An agent of `createAgent`. */
export async function serveLangGraphAgent(...turns: readonly ModelTurn[]): Promise<ServedAgent> {
  const ran: string[] = [];
  const own = (name: string, more?: object) =>
    defineTool({ name, description: name, inputSchema, ...more, handler: () => run(ran, name) });
  const wipe = own('wipe', { metadata: { operationType: 'destructive' } });
  const tools = createToolsFromClient([own('sky'), wipe], { approve: approveByInterrupt() });
  const { model, seen } = streamingModel(turns);
  const checkpointer = new MemorySaver();
  const backend = langGraphBackend(({ tools: theirs }) =>
    createAgent({ model, tools: [...tools, ...theirs], checkpointer }),
  );
  const served = await serve(backend, ({ threadId, messages }) => ({ threadId, input: { messages } }));
  return { ...served, ran, lastPrompt: () => JSON.stringify(seen.at(-1)) };
}

/** An agent of `streamText`, whose app keeps the conversations. */
export async function serveAISDKAgent(...turns: readonly ModelTurn[]): Promise<ServedAgent> {
  const ran: string[] = [];
  const own = (name: string) =>
    ai.tool({ description: name, inputSchema: ai.jsonSchema(inputSchema), execute: () => run(ran, name) });
  const scripted = turns.map(({ text = [], calls = [] }) => [
    ...text.map((piece) => ({ type: 'text' as const, text: piece })),
    ...calls,
  ]);
  const { model, prompts } = scriptedModel(...scripted);
  const tools = { sky: own('sky'), wipe: { ...own('wipe'), needsApproval: true } };
  const conversations = new Map<string, ai.ModelMessage[]>();
  const served = await serve(
    aiSDKBackend({ model, tools } as never),
    ({ threadId, messages }) => {
      const asked = messages.map(({ content }) => ({ role: 'user' as const, content: String(content) }));
      conversations.set(threadId, [...(conversations.get(threadId) ?? []), ...asked]);
      return conversations.get(threadId) ?? [];
    },
    ({ threadId, output }) => void conversations.get(threadId)?.push(...output.messages),
  );
  return { ...served, ran, lastPrompt: () => JSON.stringify(prompts.at(-1)?.prompt) };
}

function run(ran: string[], name: string): string {
  ran.push(name);
  return `${name} done`;
}

async function serve<Request, Output>(
  backend: RunBackend<Request, Output>,
  toRequest: (start: AGUIStart) => Request,
  completed?: (end: { readonly threadId: string; readonly output: Output }) => void,
) {
  const events: Event[] = [];
  const handler = createAGUIHandler(backend, {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest,
    ...(completed && { completed }),
    serverTools: ['sky', 'wipe'],
  });
  return { url: await serveHTTP(handler, (event) => void events.push(event)), events };
}
