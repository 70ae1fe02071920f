import { defineTool } from 'toolferry';

const inputSchema = { type: 'object', properties: { precise: { type: 'boolean' } } } as const;

/** The names of the tools of the chat that a page answers. */
export type ChatToolName = 'locate' | 'look' | 'photograph' | 'crash' | 'wipe' | 'ask';

const names: readonly ChatToolName[] = ['locate', 'look', 'photograph', 'crash', 'wipe', 'ask'];
const marks: Partial<Record<ChatToolName, object>> = {
  look: { operationType: 'read' },
  wipe: { operationType: 'destructive' },
};

/** The definitions of the tools that a page answers. */
export const chatTools = names.map((name) =>
  defineTool({ name, description: name, inputSchema, metadata: marks[name] }),
);
