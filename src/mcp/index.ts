/** The tools of MCP servers as remote tools. @module */

export { type FromMCPClientOptions, fromMCPClient } from './from-mcp-client.js';
export type { ListedTool } from './list-page.js';
export type { MCPClient } from './mcp-client.js';
export { listedTool, type MCPToolOptions } from './to-client-tool.js';
