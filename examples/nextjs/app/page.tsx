'use client';
import { useChat } from '@ai-sdk/react';
import {
  isToolUIPart,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} from 'ai';
import { createBridge } from 'toolferry';
import { answerToolCall } from 'toolferry/ai-sdk';
import { locate } from '../tools/locate';
import { position } from './position';
import { ToolCall } from './tool-call';

/** The tools that run in this page. */
const bridge = createBridge({ tools: [{ ...locate, handler: position }] });

export default function Page() {
  const { messages, sendMessage, addToolOutput, addToolApprovalResponse, error } = useChat({
    sendAutomaticallyWhen: (chat) =>
      lastAssistantMessageIsCompleteWithToolCalls(chat) || lastAssistantMessageIsCompleteWithApprovalResponses(chat),
    onToolCall({ toolCall }) {
      answerToolCall(bridge, toolCall, addToolOutput);
    },
  });
  const send = (form: FormData) => void sendMessage({ text: String(form.get('text')) });
  return (
    <main>
      <h1>Ferry bookings</h1>
      <section aria-label="Conversation" aria-live="polite" tabIndex={-1}>
        {messages.flatMap(({ id, role, parts }) =>
          parts.map((part, index) => {
            const key = `${id}-${index}`;
            if (part.type === 'text') return <p key={key}>{`${role}: ${part.text}`}</p>;
            if (!isToolUIPart(part)) return null;
            return <ToolCall key={key} part={part} decide={addToolApprovalResponse} />;
          }),
        )}
      </section>
      {error && <p role="alert">{error.message}</p>}
      <form action={send}>
        <input name="text" aria-label="Message" />
        <button type="submit">Send</button>
      </form>
    </main>
  );
}
