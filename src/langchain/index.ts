/** Client tools as LangChain tools. Loads LangChain core only. @module */

export { createToolsFromClient } from './create-tools-from-client.js';
export type { LangChainTool, LangChainToolOptions } from './langchain-tool.js';
export { toLangChainTool } from './to-langchain-tool.js';
