'use client';
import { useChat } from '@ai-sdk/react';
import {
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from 'ai';
import { createBridge } from 'toolferry';
import { locate } from '../tools/locate';
import { position } from './position';
import { ToolCall } from './tool-call';

/** The tools that run in this page. */
const bridge = createBridge({ tools: [{ ...locate, handler: position }] });

export default function Page() {
  const { messages, sendMessage, addToolOutput, addToolApprovalResponse, error } = useChat({
    sendAutomaticallyWhen: (chat) =>
      lastAssistantMessageIsCompleteWithToolCalls(chat) || lastAssistantMessageIsCompleteWithApprovalResponses(chat),
    async onToolCall({ toolCall: { toolCallId, toolName: tool, input } }) {
      if (bridge.tools.get(tool) === undefined) return;
      const { output, error } = await bridge.execute({ id: toolCallId, name: tool, input });
      // Not awaited: useChat would wait for itself.
      if (error) void addToolOutput({ tool, toolCallId, state: 'output-error', errorText: error.message });
      else void addToolOutput({ tool, toolCallId, output });
    },
  });
  const send = (form: FormData) => void sendMessage({ text: String(form.get('text')) });
  return (
    <main>
      {messages.flatMap(({ id, role, parts }) =>
        parts.map((part, index) => {
          const key = `${id}-${index}`;
          if (part.type === 'text') return <p key={key}>{`${role}: ${part.text}`}</p>;
          if (!isToolUIPart(part)) return null;
          return <ToolCall key={key} part={part} decide={addToolApprovalResponse} />;
        }),
      )}
      {error && <p role="alert">{error.message}</p>}
      <form action={send}>
        <input name="text" aria-label="Message" />
        <button type="submit">Send</button>
      </form>
    </main>
  );
}
