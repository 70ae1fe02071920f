interface Mistake {
  readonly mistake: string;
  /** An ES module in the project `LangChain and ai 7`, without its imports. */
  readonly code: string;
  readonly message: string;
}

export const mistakeImports = `
import { tool as langChainTool } from '@langchain/core/tools';
import { tool as aiSDKTool } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import * as aiSDK from 'toolferry/ai-sdk';
import * as langchain from 'toolferry/langchain';
import { z } from 'zod';

const greet = aiSDKTool({ description: 'Greet', inputSchema: z.object({}), execute: () => 'Hello' });
const add = langChainTool(() => 3, { name: 'add', description: 'Add', schema: z.object({}) });
`;

/** Likely mistakes in JavaScript, which no compiler reports, and what their errors say. */
export const mistakes: readonly Mistake[] = [
  {
    mistake: 'execute in place of handler',
    code: "defineTool({ name: 'add', description: 'Add', inputSchema: { type: 'object' }, execute: () => 3 });",
    message: 'defineTool(): execute is called handler here',
  },
  {
    mistake: 'a raw zod shape',
    code: "defineTool({ name: 'add', description: 'Add', inputSchema: { a: z.number() }, handler: () => 3 });",
    message: 'z.object(shape)',
  },
  {
    mistake: 'a misspelt option',
    code: 'createBridge({ aprove: () => true });',
    message: '"aprove" is not an option of createBridge(). Did you mean approve?',
  },
  {
    mistake: 'an AI SDK tool set in place of client tools',
    code: 'langchain.createToolsFromClient({ greet });',
    message: 'not an AI SDK tool set: use await fromAISDKTools().',
  },
  {
    mistake: 'a forgotten await',
    code: 'langchain.createToolsFromClient(aiSDK.fromAISDKTools({ greet }));',
    message: 'not a Promise: use await.',
  },
  {
    mistake: 'a LangChain tool in place of an AI SDK tool',
    code: 'await aiSDK.fromAISDKTools({ add });',
    message: 'a LangChain tool: use fromLangChainTools([tool])',
  },
];
