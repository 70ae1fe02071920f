import { type AGUIMessage, agUIBackend, createAGUIHandler } from 'toolferry/ag-ui';
import { memoryStore } from 'toolferry/journal';
import { HttpAgent } from '../peers/ag-ui/clients.ts';
import { places } from './client-tools.ts';
import { drive } from './drive.ts';
import { serveHTTP } from './served.ts';

/** Uses another agent through the handler, with the official client: it plans a trip, and then asks what the agent knows. */
export async function useThroughHandler(url: string) {
  const ran: string[] = [];
  const client = new HttpAgent({ url: await serve(url), threadId: 'page' });
  const tools = Object.fromEntries(
    Object.entries(places).map(([name, work]) => {
      const answer = () => {
        ran.push(name);
        return JSON.stringify(work());
      };
      return [name, answer];
    }),
  );
  const first = await drive(client, tools, { content: 'Plan a trip' });
  const firstReport = String(first.messages.at(-1)?.content);
  const second = await drive(client, tools, { content: 'What do you know?' });
  const results = second.messages.flatMap(({ role, toolCallId = '' }) => (role === 'tool' ? [toolCallId] : []));
  return {
    errors: [...first.errors, ...second.errors],
    ran: ran.toSorted(),
    /** The calls that have a result in the history of the client. */
    results: results.toSorted(),
    /** The calls whose results the agent knows after each message. */
    known: [firstReport, String(second.messages.at(-1)?.content)].map((report) =>
      Object.keys(JSON.parse(report)).toSorted(),
    ),
  };
}

/** Serves the agent as an app does that keeps the conversations. */
function serve(url: string): Promise<string> {
  const conversations = new Map<string, readonly AGUIMessage[]>();
  const handler = createAGUIHandler(agUIBackend(url), {
    store: memoryStore(),
    authorize: () => 'Ada',
    toRequest: ({ threadId, messages }) => ({
      threadId,
      messages: [...(conversations.get(threadId) ?? []), ...messages],
    }),
    completed: ({ threadId, output }) => void conversations.set(threadId, output.messages),
    serverTools: ['weather', 'book_room'],
  });
  return serveHTTP(handler);
}
