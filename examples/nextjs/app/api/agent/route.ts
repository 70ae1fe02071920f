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
const conversations = new Map<string, Map<string, ModelMessage>>(); // a table of yours

const handler = createAGUIHandler(backend, {
  store: memoryStore(),
  // Check a session or a token of yours here: anyone can send this header.
  authorize: (request) => request.headers.get('x-user') ?? new Response('Log in', { status: 401 }),
  toRequest({ threadId, messages }) {
    const conversation = conversations.get(threadId) ?? new Map<string, ModelMessage>();
    // By id: a start that is repeated has the same messages again.
    for (const { id, content } of messages) conversation.set(id, { role: 'user', content: String(content) });
    conversations.set(threadId, conversation);
    return [...conversation.values()];
  },
  completed({ threadId, output }) {
    for (const message of output.messages) conversations.get(threadId)?.set(crypto.randomUUID(), message);
  },
  serverTools: Object.keys(tools),
});

export const POST = (request: Request): Promise<Response> => handler(request, { waitUntil: after });
export const DELETE = (request: Request): Promise<Response> => handler(request);
