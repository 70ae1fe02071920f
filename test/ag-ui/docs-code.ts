import path from 'node:path';
import type { ToolSet } from 'ai';
import { writeCodeBlocks } from '../docs/code-blocks.ts';

interface DocsCode {
  startConversation(url: string): (content: string) => Promise<string>;
  plannerTools(url: string): ToolSet;
}

/** The code of docs/ag-ui.md about agents of others. Each test file has a folder of its own. */
export async function docsCode(folderName: string): Promise<DocsCode> {
  const { folder } = writeCodeBlocks('docs/ag-ui.md', folderName);
  const { startConversation } = await import(path.join(folder, 'conversation.ts'));
  const { plannerTools } = await import(path.join(folder, 'ask-planner.ts'));
  return { startConversation, plannerTools };
}
