/** Converts client tools to tools of the Vercel AI SDK 5, 6 and 7, and tools of 4 to 7 to client tools. @module */

export { answerOpenCalls, type ChatMessage } from './answer-open-calls.js';
export {
  type AddToolOutput,
  type AnswerToolCallOptions,
  answerToolCall,
  type ChatToolAnswer,
  type ChatToolCall,
} from './answer-tool-call.js';
export type { AISDKAgent, AISDKAgentSource, AISDKRun, AISDKSettings } from './backend/agent.js';
export { type AISDKOutput, type AISDKRequest, aiSDKBackend } from './backend/ai-sdk-backend.js';
export type { AISDKUsage } from './backend/usage.js';
export { fromAISDKTool } from './from/from-ai-sdk-tool.js';
export { fromAISDKTools } from './from/from-ai-sdk-tools.js';
export type { FromAISDKOptions } from './from/from-options.js';
export type { AISDKTool } from './from/source-tool.js';
export type { ToolApproval, ToolApprovalStatus } from './from/tool-approval.js';
export { embeddingFrom, llmFrom } from './llm-from.js';
export { readToolOutput, type ToolOutputParts } from './read-tool-output.js';
export { createToolsFromClient, createToolsFromClient as toAISDKTools } from './to/create-tools-from-client.js';
export type { AISDKThread, ThreadGeneration } from './to/thread.js';
export { toAISDKTool } from './to/to-ai-sdk-tool.js';
export { type ApprovalStatusOf, toolApproval } from './to/tool-approval.js';
export type { AISDKToolOptions } from './to/tool-options.js';
export type { TypedTool, TypedToolSet } from './to/typed-tools.js';
export type { AISDKToolOutput } from './tool-output.js';
