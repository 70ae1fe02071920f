/**
 * A page with `useChat`, under StrictMode. Its address has the id of the chat, `?id=`, and how it answers calls, `&by=`: in
 * `onToolCall`, or in an effect with a journal, in which case it also stores its messages. `&resume` resumes the response of the route.
 */
import { useChat } from '@ai-sdk/react';
import { lastAssistantMessageIsCompleteWithToolCalls, type UIMessage } from 'ai';
import { useEffect, useSyncExternalStore } from 'react';
import { createApprovalQueue, createBridge, type PendingApproval } from 'toolferry';
import { answerOpenCalls, answerToolCall, readToolOutput } from 'toolferry/ai-sdk';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { pageTools } from '../page-tools.ts';
import { showPage } from '../show-page.tsx';

const address = new URLSearchParams(location.search);
const id = address.get('id') ?? 'chat';
const isStored = address.get('by') === 'effect';
const stored: UIMessage[] = isStored ? JSON.parse(localStorage.getItem(id) ?? '[]') : [];

const approvals = createApprovalQueue();
const bridge = createBridge({
  tools: pageTools((name) => `/handlers/${id}/${name}`),
  approve: approvals.approve,
  ...(isStored && { journal: createJournal(indexedDBStore()) }),
});

function Chat() {
  const { messages, sendMessage, addToolOutput, status } = useChat({
    id,
    messages: stored,
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    resume: address.has('resume'),
    onToolCall({ toolCall }) {
      if (!isStored) answerToolCall(bridge, toolCall, addToolOutput);
    },
  });
  useEffect(() => {
    if (!isStored) return;
    localStorage.setItem(id, JSON.stringify(messages));
    answerOpenCalls(bridge, messages, addToolOutput, { thread: id });
  }, [messages, addToolOutput]);
  const parts = messages.flatMap((message) => message.parts) as unknown as ChatPart[];
  const isAnswered = status === 'ready' && parts.at(-1)?.text === 'done';
  Object.assign(page, {
    parts,
    isAnswered,
    send: (calls: readonly ScriptedCall[]) => void sendMessage({ text: JSON.stringify(calls) }),
    answer: (toolCallId: string, tool: string) => void addToolOutput({ toolCallId, tool, output: 'by the page' }),
  });
  const pictures = parts.flatMap(({ output }) => readToolOutput(output).content ?? []);
  return (
    <main>
      <output>{status}</output>
      {pictures.map((part) =>
        part.type === 'file' ? <img key={part.data} alt="" src={`data:${part.mediaType};base64,${part.data}`} /> : null,
      )}
      <Approvals />
    </main>
  );
}

function Approvals() {
  const pending = useSyncExternalStore(approvals.subscribe, approvals.pending);
  return pending.map((request) => (
    <section key={request.call.id} aria-label={`Approve ${request.call.name}`}>
      <p>{JSON.stringify(request.call.input)}</p>
      <button type="button" onClick={() => decide(request, true)}>
        Run
      </button>
      <button type="button" onClick={() => decide(request, false)}>
        Refuse
      </button>
    </section>
  ));
}

/** Decides twice: a second click of a user who is in a hurry. */
function decide(request: PendingApproval, approved: boolean): void {
  const decision = approved || { approved, reason: 'not today' };
  page.decided.push(approvals.decide(request, decision), approvals.decide(request, true));
}

interface ScriptedCall {
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
}

interface ChatPart {
  readonly type: string;
  readonly text?: string;
  readonly toolCallId?: string;
  readonly state?: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly errorText?: string;
}

export interface ChatPage {
  readonly parts: readonly ChatPart[];
  readonly isAnswered: boolean;
  send(calls: readonly ScriptedCall[]): void;
  answer(toolCallId: string, tool: string): void;
  /** The return value of each decision. */
  readonly decided: boolean[];
  /** The errors that nothing caught. */
  readonly errors: string[];
}

const page = { decided: [], errors: [] } as unknown as ChatPage;
Object.assign(window, { page });
window.addEventListener('error', ({ message }) => page.errors.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => page.errors.push(String(reason)));

showPage(<Chat />);
