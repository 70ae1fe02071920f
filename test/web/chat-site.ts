import * as ai from 'ai';
import * as ai5 from 'ai-v5';
import * as ai6 from 'ai-v6';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { type SeenOutput, scriptedModelOf } from '../ai-sdk/support/scripted-model.js';
import { createGate, type Gate } from '../gate.ts';
import { chatTools } from './chat-tools.ts';
import { keepResponse } from './kept-response.ts';
import type { Site } from './serve.ts';
import { startSite } from './site.ts';

export type Major = 5 | 6 | 7;

const packages = {
  5: { ...(ai5 as unknown as typeof ai), alias: { ai: 'ai-v5', '@ai-sdk/react': 'ai-react-v5' } },
  6: { ...(ai6 as unknown as typeof ai), alias: { ai: 'ai-v6', '@ai-sdk/react': 'ai-react-v6' } },
  7: { ...ai, alias: {} },
};

/** The page `chat.tsx` with `useChat` of one major of the AI SDK, and its route, which calls `streamText` of that major. */
export interface ChatSite extends Site {
  /** The handlers of a chat that ran, in all of its pages. */
  ran(chat: string): readonly string[];
  /** Makes the handlers of a tool wait in a chat until the gate is opened. */
  hold(chat: string, name: string): Gate;
  /** The outputs of tools that the model saw last in a chat, by call id. */
  saw(chat: string): Readonly<Record<string, SeenOutput>>;
}

/** Starts a site for each test file and major. The model makes the calls in the text of the user's message, and then answers `done`. */
export async function startChatSite(major: Major): Promise<ChatSite> {
  const { convertToModelMessages, jsonSchema, stepCountIs, streamText, alias } = packages[major];
  const ran = new Map<string, string[]>();
  const gates = new Map<string, Gate>();
  const saw = new Map<string, Record<string, SeenOutput>>();
  const responses = new Map<string, () => Response | undefined>();

  const sky = (chat: string) =>
    defineTool({ name: 'sky', description: 'sky', inputSchema: { type: 'object' }, handler: () => enter(chat, 'sky') });
  const unchecked = { description: 'locate', inputSchema: jsonSchema({ type: 'object' }) };

  const enter = async (chat: string, name: string) => {
    ran.set(chat, [...(ran.get(chat) ?? []), name]);
    await gates.get(`${chat}/${name}`)?.opened;
    return `${name} done`;
  };

  const chat = async (request: Request) => {
    const { id, messages } = (await request.json()) as { id: string; messages: ai.UIMessage[] };
    const asked =
      messages.at(-1)?.role === 'user' ? messages.at(-1)?.parts.find(({ type }) => type === 'text') : undefined;
    const { model, saw: seen } = scriptedModelOf(major, ...(asked && 'text' in asked ? [JSON.parse(asked.text)] : []));
    // The route does not check the inputs of `locate`: the page does.
    const tools = { ...createToolsFromClient([...chatTools, sky(id)]), locate: unchecked } as ai.ToolSet;
    const prompt = await convertToModelMessages(messages, { tools });
    const result = streamText({
      model,
      tools,
      messages: prompt,
      stopWhen: stepCountIs(3),
      onFinish: () => void saw.set(id, seen()),
    });
    const response = result.toUIMessageStreamResponse({
      originalMessages: messages,
      generateMessageId: () => crypto.randomUUID(),
    });
    const { first, again } = keepResponse(response);
    responses.set(id, again);
    return first;
  };

  const site = await startSite({
    page: 'chat.tsx',
    alias,
    async fetch(request) {
      const [, first, second = '', third = ''] = new URL(request.url).pathname.split('/');
      if (first === 'handlers') return new Response(await enter(second, third));
      if (request.method === 'POST') return chat(request);
      return responses.get(third)?.() ?? new Response(null, { status: 204 });
    },
  });
  return {
    ...site,
    ran: (id) => ran.get(id) ?? [],
    saw: (id) => saw.get(id) ?? {},
    hold(id, name) {
      const gate = createGate();
      gates.set(`${id}/${name}`, gate);
      return gate;
    },
  };
}
