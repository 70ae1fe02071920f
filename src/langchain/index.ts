/** Converts client tools to LangChain tools, and LangChain tools to client tools. Loads LangChain core only. @module */

export type { ConvertibleTool } from './from/convertible-tool.js';
export { type FromLangChainOptions, fromLangChainTool } from './from/from-langchain-tool.js';
export { fromLangChainTools, type LangChainToolkit } from './from/from-langchain-tools.js';
export { type ChatModel, embeddingFrom, llmFrom, type TextEmbeddings } from './llm-from.js';
export {
  type ApprovalInterrupt,
  type ApprovalInterruptAnswer,
  type ApprovalToolCall,
  approveByInterrupt,
} from './to/approve-by-interrupt.js';
export { createToolsFromClient, createToolsFromClient as toLangChainTools } from './to/create-tools-from-client.js';
export type {
  LangChainTool,
  LangChainToolOptions,
  LangChainToolOutput,
  TypedLangChainTool,
} from './to/langchain-tool.js';
export type { LangChainThread, ThreadMessage } from './to/thread.js';
export { toLangChainTool } from './to/to-langchain-tool.js';
