/** What only executions and exposed functions need: loaded by the first of them. @module */

export { createBackend } from './backend.js';
export { executionError, readExecution, toExecution } from './execution.js';
export { readServerFunctions } from './server-functions.js';
