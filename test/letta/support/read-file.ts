import { type ClientTool, defineTool, type ToolContext, type ToolMetadata } from 'toolferry';

interface ReadFile {
  readonly tool: ClientTool;
  /** The paths of its calls. */
  readonly ran: string[];
}

interface ReadFileOptions {
  readonly name?: string;
  readonly metadata?: ToolMetadata;
  /** Returns the result. Default: "content of <path>". */
  readonly handler?: (path: string, context: ToolContext) => unknown;
}

/** Creates a client tool that records its calls. */
export function readFile({ name = 'read_file', metadata, handler }: ReadFileOptions = {}): ReadFile {
  const ran: string[] = [];
  const tool = defineTool({
    name,
    description: 'Read a local file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } as const,
    ...(metadata && { metadata }),
    handler: ({ path }, context) => {
      ran.push(path);
      return handler ? handler(path, context) : `content of ${path}`;
    },
  });
  return { tool: tool as ClientTool, ran };
}
