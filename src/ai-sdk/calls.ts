/** What only calls need: loaded by the first one. @module */

export { checkInput } from './check-input.js';
export { frameworkApproval } from './framework-approval.js';
