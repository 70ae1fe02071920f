/** Local tools for a server that speaks the Agent Tool Protocol, and its functions for agents here. @module */

export { type ATPConnection, type ATPExecuteOptions, type ConnectATPOptions, connectATP } from './connect-atp.js';
export type { ATPExecuteConfig } from './execute-config.js';
export type { ATPExecution } from './execution.js';
export { type FromATPClientOptions, fromATPClient, type OfficialATPClient } from './from-atp-client.js';
export type { ATPExpose, ATPServerFunction } from './server-functions.js';
export type { ATPEmbeddingService, ATPLLMOptions, ATPLLMService, ATPServices } from './services.js';
export type { ATPSession } from './session.js';
