/** Letta agents call client tools, and agents here call a Letta agent's server tools. @module */

export { connectLetta } from './agent/connect-letta.js';
export type { ConnectLettaOptions, LettaConnection, LettaSendOptions } from './agent/letta-connection.js';
export type { LettaOrphans, LettaRecovery } from './agent/recover.js';
export {
  type ConnectLettaAppServerOptions,
  connectLettaAppServer,
  type LettaAppServerConnection,
  type LettaAppServerSendOptions,
} from './app-server/connect-letta-app-server.js';
export { toLettaClientTools } from './client-tools.js';
export { type LettaModel, type LettaModelOptions, lettaModel } from './model/letta-model.js';
export type { LettaRequestFields } from './rest/request-fields.js';
export { type ToLettaToolReturnOptions, toLettaToolReturn } from './to-letta-tool-return.js';
export type { LettaEvent, LettaInput, LettaInputPart, LettaTurn, LettaUsage } from './turn.js';
