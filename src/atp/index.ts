/** Client tools for servers of the Agent Tool Protocol, and remote tools for agents in this process. @module */

export type {
  EmbeddingService as ATPEmbeddingService,
  LLMOptions as ATPLLMOptions,
  LLMService as ATPLLMService,
} from '../types.js';
export { type ATPConnection, type ATPExecuteOptions, type ConnectATPOptions, connectATP } from './connect-atp.js';
export type { ATPExecuteConfig } from './execute-config.js';
export type { ATPExecution } from './execution.js';
export { type FromATPClientOptions, fromATPClient, type OfficialATPClient } from './from-atp-client.js';
export type { ATPExpose, ATPServerFunction } from './server-functions.js';
export type { ATPServices } from './services.js';
export type { ATPSession } from './session.js';
export type { ATPExecutionStats } from './wire-types.js';
