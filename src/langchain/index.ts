/** Client tools as LangChain tools, and back again. Loads LangChain core only. @module */

export type { ConvertibleTool } from './convertible-tool.js';
export { createToolsFromClient } from './create-tools-from-client.js';
export { type FromLangChainOptions, fromLangChainTool } from './from-langchain-tool.js';
export { fromLangChainTools, type Toolkit } from './from-langchain-tools.js';
export type { LangChainTool, LangChainToolOptions } from './langchain-tool.js';
export { toLangChainTool } from './to-langchain-tool.js';
