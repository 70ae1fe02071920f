/** Counts how often handlers run, as proof for the timeline. Each run is a line in localStorage, so that a reload loses none. */
import { useSyncExternalStore } from 'react';
import { type ClientTool, toolName } from 'toolferry';

const prefix = (toolCallId: string) => `handler-run ${toolCallId} `;

const listeners = new Set<() => void>();

/** Decorates a tool so that each run of its handler is counted. */
export function counted(tool: ClientTool): ClientTool {
  return {
    ...tool,
    handler(input, context) {
      localStorage.setItem(prefix(context.toolCallId) + crypto.randomUUID(), toolName(tool));
      for (const listener of listeners) listener();
      return tool.handler?.(input, context);
    },
  };
}

/** Returns how often the handler has run for a call, in all tabs. */
export function useHandlerRuns(toolCallId: string): number {
  return useSyncExternalStore(subscribe, () => countRuns(toolCallId));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

function countRuns(toolCallId: string): number {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix(toolCallId))).length;
}
