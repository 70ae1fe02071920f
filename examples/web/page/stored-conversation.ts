/** The part of a conversation that outlives a reload. It is in localStorage, which all tabs share. */
import type { AGUIOutput } from 'toolferry/ag-ui';
import type { Entry } from './timeline-entries.ts';

/** The address of an agent, below that of the page. */
export type Agent = 'langgraph' | 'ai-sdk';

export type Messages = AGUIOutput['messages'];

/** A message that the agent has not answered yet. */
export interface Turn {
  /** Identifies the run: the same key continues it, and nothing in it runs twice. */
  readonly key: string;
  /** The request of the run: the conversation with the message. */
  readonly messages: Messages;
}

export interface Conversation {
  readonly threadId: string;
  /** The conversation as the agent has it. */
  readonly messages: Messages;
  readonly timeline: readonly Entry[];
  readonly turn?: Turn | undefined;
  /** The key of the last turn that the user stopped. */
  readonly stopped?: string | undefined;
}

export interface StoredConversation {
  /** Returns the conversation: the same object until it changes. */
  get(): Conversation;
  update(change: (conversation: Conversation) => Conversation): void;
  /** Calls the listener when this tab has changed the conversation, or another one has. */
  subscribe(listener: (isFromOtherTab: boolean) => void): () => void;
}

export function storedConversation(agent: Agent): StoredConversation {
  const item = `conversation ${agent}`;
  const listeners = new Set<(isFromOtherTab: boolean) => void>();
  const read = (): Conversation | undefined => JSON.parse(localStorage.getItem(item) ?? 'null') ?? undefined;
  let current: Conversation = read() ?? { threadId: crypto.randomUUID(), messages: [], timeline: [] };
  const changed = (isFromOtherTab: boolean) => {
    for (const listener of listeners) listener(isFromOtherTab);
  };
  addEventListener('storage', ({ key }) => {
    if (key !== item) return;
    current = read() ?? current;
    changed(true);
  });
  return {
    get: () => current,
    update(change) {
      current = change(read() ?? current);
      localStorage.setItem(item, JSON.stringify(current));
      changed(false);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
