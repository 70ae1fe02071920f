/**
 * A page with `useStream`, under StrictMode. Its address has the server's, `?api=`, and how it answers calls, `&by=`: with `tools`,
 * or in an effect with a journal, in which case it also keeps the thread.
 */
import { useStream } from '@langchain/langgraph-sdk/react';
import { useEffect, useState } from 'react';
import { createBridge } from 'toolferry';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { answerHeadlessCalls, toHeadlessTools } from 'toolferry/langgraph';
import { pageTools } from '../page-tools.ts';
import { showPage } from '../show-page.tsx';

const address = new URLSearchParams(location.search);
const apiUrl = address.get('api') ?? '';
const isStored = address.get('by') === 'effect';
const tools = pageTools((name) => `/handlers/${name}`);
const bridge = createBridge({ tools, ...(isStored && { journal: createJournal(indexedDBStore()) }) });
const headlessTools = toHeadlessTools(bridge);

function App() {
  const [shown, setShown] = useState(() => ({ key: 0, first: isStored ? localStorage.getItem('thread') : null }));
  page.show = (thread) => setShown(({ key }) => ({ key: key + 1, first: thread }));
  return <Agent {...shown} />;
}

function Agent({ first }: { readonly first: string | null }) {
  const [thread, setThread] = useState(first);
  const stream = useStream<{ messages: StreamMessage[] }>({
    apiUrl,
    assistantId: 'agent',
    threadId: thread,
    onThreadId: setThread,
    ...(!isStored && { tools: headlessTools }),
  });
  useEffect(() => {
    if (!isStored || !thread) return;
    localStorage.setItem('thread', thread);
    answerHeadlessCalls(bridge, stream, { thread });
  }, [thread, stream.isLoading]);
  Object.assign(page, {
    thread,
    messages: stream.messages,
    isAnswered: !stream.isLoading && stream.messages.at(-1)?.content === 'done',
    error: stream.error && String(stream.error),
    send: (calls: unknown) => void stream.submit({ messages: [{ type: 'human', content: JSON.stringify(calls) }] }),
    answer: (resume: object) => void stream.submit(null, { command: { resume } }),
    interrupts: async () => {
      const { tasks } = await stream.client.threads.getState(thread ?? '');
      return tasks.flatMap(({ interrupts }) => interrupts);
    },
  });
  return <output>{JSON.stringify(stream.messages)}</output>;
}

interface StreamMessage {
  readonly type: 'human' | 'ai' | 'tool';
  readonly content: unknown;
  readonly tool_call_id?: string;
  readonly status?: string;
  readonly artifact?: unknown;
}

export interface StreamPage {
  readonly messages: readonly StreamMessage[];
  readonly thread: string | null;
  readonly isAnswered: boolean;
  /** Shows another thread, or a new one, in a component of its own. */
  show(thread: string | null): void;
  readonly error: string | undefined;
  send(calls: readonly { readonly id: string; readonly name: string; readonly args?: object }[]): void;
  /** Answers interrupts by their ids. */
  answer(resume: object): void;
  /** The interrupts of the thread on the server. */
  interrupts(): Promise<readonly { readonly id?: string; readonly value?: { toolCall?: { id: string } } }[]>;
}

const page = {} as unknown as StreamPage;
Object.assign(window, { page });

showPage(<App />);
