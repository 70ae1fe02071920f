/** What runs tools and reads what they return: loaded by the first call. @module */

export { invokeTool } from './invoke-tool.js';
export { runTool } from './run-tool.js';
