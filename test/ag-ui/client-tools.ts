import { type BridgeOptions, createBridge, defineTool, type ToolContext } from 'toolferry';

type Handler = (input: Readonly<Record<string, unknown>>, context: ToolContext) => unknown;

/** Two client tools. */
export const places = { locate: () => ({ place: 'Basel' }), camera: () => 'a lake' };

/** A bridge whose tools record each run of their handlers as `name input`. */
export function recordingBridge(handlers: Readonly<Record<string, Handler>>, options: BridgeOptions = {}) {
  const ran: string[] = [];
  const tools = Object.entries(handlers).map(([name, handler]) =>
    defineTool({
      name,
      description: name,
      inputSchema: { type: 'object', properties: { n: { type: 'number' } } },
      handler(input, context) {
        ran.push(`${name} ${JSON.stringify(input)}`);
        return handler(input, context);
      },
    }),
  );
  return { bridge: createBridge({ ...options, tools }), tools, ran };
}
