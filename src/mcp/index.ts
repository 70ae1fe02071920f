/** The tools of MCP servers as remote tools. @module */

export type { MCPToolChange } from './changes-of.js';
export { type FromMCPClientOptions, fromMCPClient, type MCPToolOptions } from './from-mcp-client.js';
export type { ListedTool } from './list-page.js';
export type { MCPClient } from './mcp-client.js';
export { listedTool } from './to-client-tool.js';
