/**
 * An agent for AG-UI clients, such as CopilotKit or `agUIBackend`, which have tools of their own: one tool runs here, and one after
 * the user has approved the call in the client. Needs OPENAI_API_KEY.
 */
import { openai } from '@ai-sdk/openai';
import type { ModelMessage } from 'ai';
import { after } from 'next/server';
import { createBridge } from 'toolferry';
import { createAGUIHandler } from 'toolferry/ag-ui';
import { aiSDKBackend, createToolsFromClient, toolApproval } from 'toolferry/ai-sdk';
import { memoryStore } from 'toolferry/journal';
import { book } from '../../../tools/book';
import { timetable } from '../../../tools/timetable';

const bridge = createBridge({ tools: [book, timetable] });
const tools = createToolsFromClient(bridge, { approval: 'framework' });
const backend = aiSDKBackend({ model: openai('gpt-5-mini'), tools, toolApproval: toolApproval(bridge) });
const conversations = new Map<string, ModelMessage[]>();

const handler = createAGUIHandler(backend, {
  store: memoryStore(),
  authorize: (request) => request.headers.get('x-user') ?? new Response('Log in', { status: 401 }),
  toRequest({ threadId, messages }) {
    const asked = messages.map(({ content }): ModelMessage => ({ role: 'user', content: String(content) }));
    conversations.set(threadId, [...(conversations.get(threadId) ?? []), ...asked]);
    return conversations.get(threadId) ?? [];
  },
  completed({ threadId, output }) {
    conversations.get(threadId)?.push(...output.messages);
  },
  serverTools: Object.keys(tools),
});

export const POST = (request: Request): Promise<Response> => handler(request, { waitUntil: after });
export const DELETE = (request: Request): Promise<Response> => handler(request);
