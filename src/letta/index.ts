/** Letta agents use local tools, and agents here use a Letta agent's. @module */

export {
  type ConnectLettaAppServerOptions,
  connectLettaAppServer,
  type LettaAppServerConnection,
  type LettaAppServerSendOptions,
} from './app-server/connect-letta-app-server.js';
export { toLettaClientTools } from './client-tools.js';
export { type LettaModel, type LettaModelOptions, lettaModel } from './model/letta-model.js';
export { type ToLettaToolReturnOptions, toLettaToolReturn } from './to-letta-tool-return.js';
export type { LettaEvent, LettaInput, LettaInputPart, LettaTurn, LettaUsage } from './turn.js';
export { connectLetta } from './v1/connect-letta.js';
export type { ConnectLettaOptions, LettaConnection, LettaSendOptions } from './v1/letta-connection.js';
export type { LettaRequestFields } from './v1/pause.js';
export type { Orphans, Recovery } from './v1/recover.js';
