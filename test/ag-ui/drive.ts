import type { HttpAgent, HttpAgent0 } from '../peers/ag-ui/clients.ts';
import { EventSchema } from '../peers/ag-ui/schemas.ts';

interface Message {
  readonly id: string;
  readonly role: string;
  readonly content?: unknown;
  readonly toolCallId?: string;
}

interface Handlers {
  onEvent(run: { readonly event: unknown }): void;
  onRunErrorEvent(run: { readonly event: { readonly message: string } }): void;
  onToolCallEndEvent(run: { readonly toolCallName: string; readonly event: { readonly toolCallId: string } }): void;
  onRunFinishedEvent(run: {
    readonly event: { readonly outcome?: { readonly interrupts?: readonly { readonly id: string }[] } };
  }): void;
}

/** What a person answers to an approval. */
export type Decision = { readonly approved: boolean; readonly reason?: string };

/**
 * Sends a message as an app with an official client does: it answers each call of its tools, and decides each approval. A tool
 * returns the content of its message.
 */
export async function drive(
  agent: HttpAgent | HttpAgent0,
  tools: Readonly<Record<string, () => unknown>>,
  { content = 'go', decision = { approved: true } as Decision } = {},
) {
  const errors: string[] = [];
  let resume: object[] = [];
  agent.addMessage({ id: `m${agent.messages.length}`, role: 'user', content } as never);
  for (let round = 0; round < 5; round++) {
    const calls: { readonly id: string; readonly name: string }[] = [];
    const offered = Object.keys(tools).map((name) => ({ name, description: name, parameters: { type: 'object' } }));
    resume = await runOnce(agent, { tools: offered, ...(resume.length > 0 && { resume }) }, decision, {
      error: (message) => void errors.push(message),
      call: (call) => void (Object.hasOwn(tools, call.name) && calls.push(call)),
    });
    const results = await Promise.all(calls.map(async ({ id, name }) => [id, await tools[name]?.()] as const));
    for (const [toolCallId, result] of results)
      agent.addMessage({ id: `of ${toolCallId}`, role: 'tool', toolCallId, content: result } as never);
    if (calls.length === 0 && resume.length === 0) break;
  }
  return { errors, messages: agent.messages as readonly Message[] };
}

/** Sends one request, and returns the answers to the approvals that it ends with. */
async function runOnce(
  agent: HttpAgent | HttpAgent0,
  input: object,
  payload: Decision,
  seen: { error(message: string): void; call(call: { readonly id: string; readonly name: string }): void },
): Promise<object[]> {
  let answers: object[] = [];
  const handlers: Handlers = {
    onEvent({ event }) {
      const { error } = EventSchema.safeParse(event);
      if (error) seen.error(String(error));
    },
    onRunErrorEvent: ({ event }) => seen.error(event.message),
    onToolCallEndEvent: ({ toolCallName: name, event }) => seen.call({ id: event.toolCallId, name }),
    onRunFinishedEvent({ event }) {
      answers = (event.outcome?.interrupts ?? []).map(({ id }) => ({ interruptId: id, status: 'resolved', payload }));
    },
  };
  await agent.runAgent(input as never, handlers as never);
  return answers;
}
