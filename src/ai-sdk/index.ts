/** Client tools as tools of the Vercel AI SDK 5, 6 and 7, from one source, and back again. @module */

export { createToolsFromClient } from './create-tools-from-client.js';
export { type FromAISDKOptions, fromAISDKTool } from './from-ai-sdk-tool.js';
export { fromAISDKTools } from './from-ai-sdk-tools.js';
export { toAISDKTool } from './to-ai-sdk-tool.js';
export type { ToolOptions } from './tool-options.js';
export type { ToolOutput } from './tool-output.js';
