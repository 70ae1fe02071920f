import { type ClientTool, toolResult } from 'toolferry';
import { type ChatToolName, chatTools } from './chat-tools.ts';

/** Returns the tools that a page answers, whose handlers ask the site at an address when they start, and wait for its response. */
export function pageTools(addressOf: (name: ChatToolName) => string): ClientTool[] {
  const enter = async (name: ChatToolName) => (await fetch(addressOf(name), { method: 'POST' })).text();
  const handlers: Partial<Record<ChatToolName, ClientTool['handler']>> = {
    locate: async () => ({ city: await enter('locate') }),
    look: async () => ({ seen: await enter('look') }),
    async photograph() {
      await enter('photograph');
      return toolResult({ output: { width: 1 }, content: [image] });
    },
    async crash() {
      await enter('crash');
      throw new Error('no GPS\n    at token-of-ada (/home/ada/app.ts:1:1)', { cause: new Error('sk-secret') });
    },
    wipe: () => enter('wipe'),
  };
  return chatTools.flatMap((tool) => {
    const handler = handlers[tool.name as ChatToolName];
    return handler ? [{ ...tool, handler }] : [];
  });
}

const image = { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' } as const;
