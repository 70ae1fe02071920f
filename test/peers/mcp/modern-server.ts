import {
  acceptedContent,
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
  McpServer,
} from '@modelcontextprotocol/server';

const inHeader = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
  required: ['region'],
};

/** Invalid, because a header cannot carry a number that is not an integer. */
const numberInHeader = { type: 'object', properties: { score: { type: 'number', 'x-mcp-header': 'Score' } } };

/** Starts a real server of revision 2026-07-28, as a web-standard handler whose list of tools can be changed. */
export function startModernServer() {
  const names = new Set(['region', 'paint', 'steps', 'score']);
  const handler = createMcpHandler(() => {
    const server = new McpServer(
      { name: 'modern', version: '1.0.0' },
      { capabilities: { tools: { listChanged: true } } },
    );
    const add = {
      region: () =>
        server.registerTool(
          'region',
          {
            description: 'Requires its argument in a header as well',
            inputSchema: fromJsonSchema<{ region: string }>(inHeader),
          },
          ({ region }) => ({ content: [{ type: 'text', text: `in ${region}` }] }),
        ),
      paint: () =>
        server.registerTool('paint', { description: 'Asks for a color' }, ({ mcpReq }) => {
          const answer = acceptedContent<{ color: string }>(mcpReq.inputResponses, 'color');
          if (answer) return { content: [{ type: 'text', text: `painted ${answer.color}` }] };
          const requestedSchema = { type: 'object' as const, properties: { color: { type: 'string' as const } } };
          const question = inputRequired.elicit({ message: 'Which color?', requestedSchema });
          return inputRequired({ inputRequests: { color: question } });
        }),
      steps: () =>
        server.registerTool('steps', { description: 'Reports its progress' }, async ({ mcpReq }) => {
          const progressToken = mcpReq._meta?.progressToken;
          if (progressToken !== undefined)
            await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 1, total: 2 } });
          return { content: [{ type: 'text', text: 'done' }], structuredContent: { steps: 2 } };
        }),
      score: () =>
        server.registerTool(
          'score',
          { description: 'Has an invalid header', inputSchema: fromJsonSchema<object>(numberInHeader) },
          () => ({ content: [] }),
        ),
    };
    for (const name of names) add[name as keyof typeof add]();
    return server;
  });
  return {
    fetch: (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init)),
    /** Removes a tool and notifies clients that the list changed. */
    remove: (name: string) => {
      names.delete(name);
      handler.notify.toolsChanged();
    },
    stop: () => handler.close(),
  };
}
