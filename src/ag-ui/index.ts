/** Runs AG-UI agents as backends of a bridge, and serves backends to AG-UI clients. Needs no package. @module */

export { type AGUIOutput, type AGUIRequest, agUIBackend } from './backend.js';
export { type AGUIHandler, type AGUIHandlerOptions, type AGUIPlatform, createAGUIHandler } from './create-handler.js';
export type { AGUIBackendOptions } from './post-run.js';
export type { AGUIClientData } from './read-input.js';
export type { AGUIStoredThread, AGUIThreadStore, AGUIUserMessage } from './thread.js';
export type { AGUIStart, AGUIThread } from './thread-work.js';
export type { AGUIContext, AGUIMessage, AGUIToolCall } from './wire-types.js';
