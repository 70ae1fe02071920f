/** Client tools as tools of the Vercel AI SDK 5, 6 and 7, from one source, and tools of 4 to 7 as client tools. @module */

export { createToolsFromClient } from './create-tools-from-client.js';
export { fromAISDKTool } from './from-ai-sdk-tool.js';
export { fromAISDKTools } from './from-ai-sdk-tools.js';
export type { FromAISDKOptions } from './from-options.js';
export type { AISDKTool } from './source-tool.js';
export { toAISDKTool } from './to-ai-sdk-tool.js';
export type { ToolApproval, ToolApprovalStatus } from './tool-approval.js';
export type { ToolOptions } from './tool-options.js';
export type { ToolOutput } from './tool-output.js';
