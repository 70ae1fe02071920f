/** Runs AG-UI agents as backends of a bridge, and serves backends to AG-UI clients. Needs no package. @module */

export { type AGUIOutput, type AGUIRequest, agUIBackend } from './backend/ag-ui-backend.js';
export type { AGUIBackendOptions } from './backend/post-run.js';
export type { AGUIContext, AGUIMessage, AGUIToolCall } from './backend/wire-types.js';
export {
  type AGUIHandler,
  type AGUIHandlerOptions,
  type AGUIPlatform,
  createAGUIHandler,
} from './handler/create-handler.js';
export type { AGUIClientData } from './handler/read-input.js';
export type { AGUIStoredThread, AGUIThreadStore, AGUIUserMessage } from './handler/thread.js';
export type { AGUIStart, AGUIThread } from './handler/thread-work.js';
