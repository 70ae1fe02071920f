import { useStream } from '@langchain/langgraph-sdk/react';
import { createBridge } from 'toolferry';
import { answerHeadlessCalls } from 'toolferry/langgraph';

const bridge = createBridge({ tools: [] });

/** The value of `useStream` is accepted, and a thread that does not exist yet. */
export function useAccepted(thread: string | null): void {
  const stream = useStream<{ messages: { content: string }[] }>({
    apiUrl: 'http://localhost:2024',
    assistantId: 'agent',
  });
  answerHeadlessCalls(bridge, stream, { thread });
  answerHeadlessCalls(bridge, stream, { thread: undefined });
  // @ts-expect-error The thread has to be named.
  answerHeadlessCalls(bridge, stream, {});
  // @ts-expect-error The client of the server is not the value of `useStream`.
  answerHeadlessCalls(bridge, stream.client, { thread });
}
