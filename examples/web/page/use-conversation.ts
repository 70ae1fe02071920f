import { useEffect, useSyncExternalStore } from 'react';
import { conversations } from './conversation.ts';
import type { Agent } from './stored-conversation.ts';

/** Returns the conversation with an agent, and continues the turn that was open when the page was loaded. */
export function useConversation(agent: Agent) {
  const conversation = conversations[agent];
  const state = useSyncExternalStore(conversation.subscribe, conversation.get);
  useEffect(() => conversation.resume(), [conversation]);
  // An open turn is under way from its first moment on.
  const phase = state.turn && (state.phase ?? 'running');
  return { ...state, phase, send: conversation.send, stop: conversation.stop };
}
