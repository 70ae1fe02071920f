import {
  convertToModelMessages,
  type ModelMessage,
  readUIMessageStream,
  stepCountIs,
  streamText,
  type ToolSet,
  type UIMessage,
} from 'ai';
import { type ScriptedCall, scriptedModel } from './scripted-model.js';

/** The members of a tool part of a UI message that the tests read. */
interface ToolPart {
  readonly type: string;
  readonly toolCallId: string;
  state: string;
  readonly output?: unknown;
  approval?: { readonly id: string; readonly approved?: boolean };
}

/**
 * Handles one request of a chat, as a web server does: streams the model's turn for the stored messages, and returns the
 * messages that the browser makes of the stream, through JSON.
 */
export async function chat(tools: ToolSet, messages: readonly UIMessage[], calls: readonly ScriptedCall[] = []) {
  const { model, saw } = scriptedModel(...(calls.length > 0 ? [calls] : []));
  const prompt: ModelMessage[] = await convertToModelMessages([...messages], { tools });
  const result = streamText({ model, tools, messages: prompt, stopWhen: stepCountIs(3) });
  const last = messages.at(-1);
  const stream = result.toUIMessageStream({ originalMessages: [...messages] });
  let message = last;
  const continued = last?.role === 'assistant' ? { message: last } : {};
  for await (const update of readUIMessageStream({ stream, ...continued })) message = update;
  const before = last?.role === 'assistant' ? messages.slice(0, -1) : messages;
  const stored = JSON.parse(JSON.stringify([...before, { ...message, id: 'm2' }])) as UIMessage[];
  return { saw, stored, toolParts: (stored.at(-1)?.parts ?? []).filter(isToolPart) as unknown as ToolPart[] };
}

export function user(text: string): UIMessage {
  return { id: `user ${text}`, role: 'user', parts: [{ type: 'text', text }] };
}

function isToolPart({ type }: { readonly type: string }): boolean {
  return type.startsWith('tool-');
}
