import { type AGUIMessage, agUIBackend, createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { serveHTTP } from './served.ts';

/** Serves another AG-UI agent through the handler, as an app does that keeps the conversations. Returns its address. */
export function serveProxy(url: string): Promise<string> {
  const conversations = new Map<string, readonly AGUIMessage[]>();
  const handler = createAGUIHandler(agUIBackend(url), {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest({ threadId, messages }) {
      const kept = conversations.get(threadId) ?? [];
      const isNew = ({ id }: { id: string }) => !kept.some((message) => message.id === id);
      return { threadId, messages: [...kept, ...messages.filter(isNew)] };
    },
    completed: ({ threadId, output }) => void conversations.set(threadId, output.messages),
    serverTools: ['weather', 'book_room'],
  });
  return serveHTTP(handler);
}
