/** A conversation with an agent: it lives outside React, so that neither StrictMode nor a change of agents disturbs a run. */
import type { RunEvent } from 'toolferry';
import type { AGUIOutput } from 'toolferry/ag-ui';
import { type Phase, runTurn } from './run-turn.ts';
import { type Agent, type Conversation, storedConversation, type Turn } from './stored-conversation.ts';
import { addEvent, addNotice, type TextEntry } from './timeline-entries.ts';

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
  let phase: Phase | undefined;
  let state: ConversationState = stored.get();
  const changed = () => {
    state = { ...stored.get(), phase };
    for (const listener of listeners) listener();
  };
  const notice = (text: string) => stored.update((known) => ({ ...known, timeline: addNotice(known.timeline, text) }));
  const onPhase = (next: Phase | undefined) => {
    if (next === phase) return;
    phase = next;
    if (next === 'retrying') notice(navigator.onLine ? lost : offline);
    else changed();
  };
  const onEvent = (event: RunEvent) =>
    stored.update((known) => ({ ...known, timeline: addEvent(known.timeline, event) }));

  const run = async (turn: Turn, isContinued: boolean): Promise<void> => {
    const controller = new AbortController();
    running = { key: turn.key, controller };
    const { threadId } = stored.get();
    let isShown = !isContinued;
    const onOwnEvent = (event: RunEvent) => {
      if (!isShown) notice(continued);
      isShown = true;
      onEvent(event);
    };
    try {
      const output = await runTurn(agent, turn, { threadId, signal: controller.signal, onEvent: onOwnEvent, onPhase });
      stored.update((known) => finished(known, turn.key, output));
    } catch (error) {
      if (!controller.signal.aborted)
        stored.update((known) =>
          ended(known, turn.key, `The run failed: ${error instanceof Error ? error.message : error}`),
        );
    } finally {
      running = undefined;
      onPhase(undefined);
    }
  };
  const resume = (isContinued = true) => {
    const { turn } = stored.get();
    if (turn && running === undefined) void run(turn, isContinued);
  };
  stored.subscribe(() => {
    if (running && stored.get().stopped === running.key) running.controller.abort();
    changed();
  });
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send(text) {
      const id = crypto.randomUUID();
      stored.update((known) => ({
        ...known,
        turn: { key: `turn ${id}`, messages: [...known.messages, { id, role: 'user', content: text }] },
        timeline: [...known.timeline, { from: 'user', id, text }],
      }));
      resume(false);
    },
    resume: () => resume(),
    stop() {
      const { turn, threadId } = stored.get();
      if (turn === undefined) return;
      stored.update((known) => ({ ...ended(known, turn.key, 'You stopped the run.'), stopped: turn.key }));
      // If it does not arrive, the agent ends its run with the next message.
      fetch(`/${agent}?threadId=${threadId}`, { method: 'DELETE' }).catch(() => {});
    },
  };
}

const lost = 'The server was lost. The same run is tried again.';
const offline = 'Offline. The same run is tried again when the network is back.';
const continued = 'The run continues in this page, which was loaded after it had started.';

function finished(known: Conversation, key: string, { messages, text }: AGUIOutput): Conversation {
  if (known.turn?.key !== key) return known;
  const last = known.timeline.at(-1);
  const isShown = text === '' || (last?.from === 'model' && last.text.endsWith(text));
  const entry: TextEntry = { from: 'model', id: key, text };
  return { ...known, messages, turn: undefined, timeline: isShown ? known.timeline : [...known.timeline, entry] };
}

function ended(known: Conversation, key: string, text: string): Conversation {
  if (known.turn?.key !== key) return known;
  return { ...known, turn: undefined, timeline: [...known.timeline, { from: 'notice', id: key, text }] };
}

export const conversations: { readonly [Name in Agent]: LiveConversation } = {
  langgraph: createConversation('langgraph'),
  'ai-sdk': createConversation('ai-sdk'),
};
