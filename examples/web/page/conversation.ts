/** A conversation with an agent: it lives outside React, so that neither StrictMode nor a change of agents disturbs a run. */
import type { RunEvent } from 'toolferry';
import { asked, ended, finished, happened, noticed } from './conversation-changes.ts';
import { type Phase, runTurn } from './run-turn.ts';
import { type Agent, type Conversation, storedConversation, type Turn } from './stored-conversation.ts';

export interface ConversationState extends Conversation {
  /** Absent when nothing is under way. */
  readonly phase?: Phase | undefined;
}

export interface LiveConversation {
  get(): ConversationState;
  subscribe(listener: () => void): () => void;
  send(text: string): void;
  /** Continues the open turn, if there is one and this page does not run it already. */
  resume(): void;
  /** Stops the open turn, here, in other tabs and on the server. */
  stop(): void;
}

function createConversation(agent: Agent): LiveConversation {
  const stored = storedConversation(agent);
  const listeners = new Set<() => void>();
  let running: { readonly key: string; readonly controller: AbortController } | undefined;
  let takeover: ReturnType<typeof setTimeout> | undefined;
  let phase: Phase | undefined;
  let state: ConversationState = stored.get();
  const changed = () => {
    state = { ...stored.get(), phase };
    for (const listener of listeners) listener();
  };
  const notice = (text: string) => stored.update((known) => noticed(known, text));
  const onPhase = (next: Phase | undefined) => {
    if (next === phase) return;
    phase = next;
    if (next === 'retrying') notice(navigator.onLine ? notices.lost : notices.offline);
    else changed();
  };

  const run = async (turn: Turn, isContinued: boolean): Promise<void> => {
    clearTimeout(takeover);
    const controller = new AbortController();
    running = { key: turn.key, controller };
    const { threadId } = stored.get();
    let isNoticed = !isContinued;
    const onEvent = (event: RunEvent) => {
      if (!isNoticed) notice(notices.continued);
      isNoticed = true;
      stored.update((known) => happened(known, event));
    };
    try {
      const output = await runTurn(agent, turn, { threadId, signal: controller.signal, onEvent, onPhase });
      stored.update((known) => finished(known, turn.key, output));
    } catch (error) {
      // A turn that was stopped has ended already.
      if (!controller.signal.aborted) stored.update((known) => ended(known, turn.key, `The run failed: ${error}`));
    } finally {
      running = undefined;
      onPhase(undefined);
      // The user may have stopped this turn, and sent a message before it came to its end.
      resume(false);
    }
  };
  const resume = (isContinued: boolean) => {
    const { turn } = stored.get();
    if (turn && running === undefined) void run(turn, isContinued);
  };
  /** The tab in which the user has sent the message is the first to take its run. This one then waits for it. */
  const leaveToOtherTab = () => {
    clearTimeout(takeover);
    const { turn } = stored.get();
    phase = turn && 'elsewhere';
    if (turn) takeover = setTimeout(() => resume(true), takeoverMs);
  };
  stored.subscribe((isFromOtherTab) => {
    if (running && stored.get().stopped === running.key) running.controller.abort();
    if (isFromOtherTab && running === undefined) leaveToOtherTab();
    changed();
  });
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send(text) {
      stored.update((known) => asked(known, text));
      resume(false);
    },
    resume: () => resume(true),
    stop() {
      const { turn, threadId } = stored.get();
      if (turn === undefined) return;
      stored.update((known) => ({ ...ended(known, turn.key, notices.stopped), stopped: turn.key }));
      // If it does not arrive, the agent ends its run with the next message.
      fetch(`/${agent}?threadId=${threadId}`, { method: 'DELETE' }).catch(() => {});
    },
  };
}

const takeoverMs = 3_000;

const notices = {
  lost: 'The server was lost or busy. The same run is tried again.',
  offline: 'Offline. The same run is tried again when the network is back.',
  continued: 'The run continues in this page, which was loaded after it had started.',
  stopped: 'You stopped the run.',
};

export const conversations: { readonly [Name in Agent]: LiveConversation } = {
  langgraph: createConversation('langgraph'),
  'ai-sdk': createConversation('ai-sdk'),
};
