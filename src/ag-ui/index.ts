/** Runs AG-UI agents as backends of a bridge. Needs no package. @module */

export { type AGUIOutput, type AGUIRequest, agUIBackend } from './backend.js';
export type { AGUIBackendOptions } from './post-run.js';
export type { AGUIContext, AGUIMessage, AGUIToolCall } from './wire-types.js';
