import { ToolferryError } from 'toolferry';

/** Calls that wait for a click of the user. A handler asks; a component shows a button, and answers or refuses. */
export interface UserRequests<Value> {
  /** Resolves to what the user gives. Rejects if the user refuses, or the call is aborted. */
  ask(toolCallId: string, signal: AbortSignal): Promise<Value>;
  answer(toolCallId: string, value: Value): void;
  refuse(toolCallId: string): void;
  /** Returns the ids of the calls that wait: the same array until one is added or removed. */
  pending(): readonly string[];
  subscribe(listener: () => void): () => void;
}

interface Request<Value> {
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

export function createUserRequests<Value>(): UserRequests<Value> {
  const requests = new Map<string, Request<Value>>();
  const listeners = new Set<() => void>();
  let pending: readonly string[] = [];
  const changed = () => {
    pending = [...requests.keys()];
    for (const listener of listeners) listener();
  };
  const end = (toolCallId: string, settle: (request: Request<Value>) => void) => {
    const request = requests.get(toolCallId);
    if (request === undefined) return;
    requests.delete(toolCallId);
    settle(request);
    changed();
  };
  return {
    ask(toolCallId, signal) {
      return new Promise((resolve, reject) => {
        requests.set(toolCallId, { resolve, reject });
        signal.addEventListener('abort', () => end(toolCallId, () => reject(signal.reason)), { once: true });
        changed();
      });
    },
    answer: (toolCallId, value) => end(toolCallId, ({ resolve }) => resolve(value)),
    refuse: (toolCallId) => end(toolCallId, ({ reject }) => reject(new ToolferryError('denied', 'The user refused.'))),
    pending: () => pending,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
