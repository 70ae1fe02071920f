import { type AGUIEvent, AGUIMock, type AGUIRunAgentInput } from '@copilotkit/aimock/agui';
import { onTestFinished } from 'vitest';
import { EventSchema, RunAgentInputSchema } from '../peers/ag-ui/schemas.ts';

type Respond = (input: AGUIRunAgentInput) => readonly object[];

/** Starts an AG-UI server that responds with these events, one function for each request. Both sides are checked by the schemas. */
export async function startAgent(...responses: readonly Respond[]) {
  const inputs: AGUIRunAgentInput[] = [];
  const mock = new AGUIMock();
  for (const [index, respond] of responses.entries()) {
    const events: AGUIEvent[] = [];
    const isNext = (input: AGUIRunAgentInput): boolean => {
      if (inputs.length !== index || events.length > 0) return false;
      RunAgentInputSchema.parse(input);
      inputs.push(input);
      for (const event of respond(input)) events.push(EventSchema.parse(event) as AGUIEvent);
      return true;
    };
    mock.onPredicate(isNext, events);
  }
  const url = await mock.start();
  onTestFinished(() => mock.stop());
  return { url, inputs };
}

const ids = { threadId: 't', runId: 'r' };
export const started = { type: 'RUN_STARTED', ...ids, protocolVersion: '1.0' };
export const finished = (outcome?: object) => ({ type: 'RUN_FINISHED', ...ids, ...(outcome && { outcome }) });
export const success = (...pendingToolCallIds: string[]) => finished({ type: 'success', pendingToolCallIds });
export const interrupted = (...interrupts: object[]) => finished({ type: 'interrupt', interrupts });

export const says = (messageId: string, ...deltas: string[]) => [
  { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' },
  ...deltas.map((delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })),
  { type: 'TEXT_MESSAGE_END', messageId },
];

export const calls = (toolCallId: string, toolCallName: string, ...deltas: string[]) => [
  { type: 'TOOL_CALL_START', toolCallId, toolCallName, parentMessageId: 'a1' },
  ...deltas.map((delta) => ({ type: 'TOOL_CALL_ARGS', toolCallId, delta })),
  { type: 'TOOL_CALL_END', toolCallId },
];

export const returns = (toolCallId: string, content: string) => ({
  type: 'TOOL_CALL_RESULT',
  messageId: `result of ${toolCallId}`,
  toolCallId,
  content,
});
