import type { Group } from './attack.ts';

/** The groups of attacks, each of which runs in a process of its own and is loaded there. */
export const groups: Readonly<Record<string, () => Promise<Group>>> = {
  schemas: async () => (await import('./groups/schemas.ts')).schemas,
  inputs: async () => (await import('./groups/inputs.ts')).inputs,
  'ATP server': async () => (await import('./groups/atp-server.ts')).atpServer,
  'MCP server': async () => (await import('./groups/mcp-server.ts')).mcpServer,
  'Letta server': async () => (await import('./groups/letta-server.ts')).lettaServer,
  'App Server': async () => (await import('./groups/app-server.ts')).appServer,
  load: async () => (await import('./groups/load.ts')).load,
  approvals: async () => (await import('./groups/approvals.ts')).approvals,
  fuzzing: async () => (await import('./groups/fuzz.ts')).fuzzing,
};
