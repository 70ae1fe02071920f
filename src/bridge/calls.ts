/** What calls and runs need and definitions do not: loaded by the first of them. @module */

export { execute } from './execute.js';
export { resumeRun, startRun } from './run.js';
