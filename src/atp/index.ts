/** Local tools for a server that speaks the Agent Tool Protocol, and its functions for agents here. @module */

export { type ATPConnection, type ATPExecuteOptions, type ConnectATPOptions, connectATP } from './connect-atp.js';
export type { ExecuteConfig } from './execute-config.js';
export type { Execution } from './execution.js';
export { type FromATPClientOptions, fromATPClient, type OfficialATPClient } from './from-atp-client.js';
export type { Expose, ServerFunction } from './server-functions.js';
export type { EmbeddingService, LLMOptions, LLMService, Services } from './services.js';
export type { ATPSession } from './session.js';
