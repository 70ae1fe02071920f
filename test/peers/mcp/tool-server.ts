import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';

/** Starts a real server of revision 2026-07-28 with a tool for each of these schemas, by name. */
export function startToolServer(schemas: Readonly<Record<string, object>>) {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'tools', version: '1.0.0' }, { capabilities: { tools: {} } });
    for (const [name, schema] of Object.entries(schemas)) {
      const inputSchema = fromJsonSchema<object>(schema as Parameters<typeof fromJsonSchema>[0]);
      server.registerTool(name, { description: name, inputSchema }, () => ({ content: [] }));
    }
    return server;
  });
  return {
    fetch: (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init)),
    stop: () => handler.close(),
  };
}
