import { reportCalls } from '../remote/report-calls.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RunEvent, ToolMetadata } from '../types.js';
import type { LettaEvent, LettaTurn } from './turn.js';

interface AskAgentOptions {
  readonly agentName: string;
  readonly description: string | undefined;
  readonly metadata: ((name: string) => ToolMetadata | undefined) | undefined;
  send(message: string, options: { signal: AbortSignal; onEvent(event: LettaEvent): void }): Promise<LettaTurn>;
}

/** Returns a tool that sends a message to the agent and returns the text at the end of its turn. */
export function askAgentTool({ agentName, description, metadata, send }: AskAgentOptions): ClientTool {
  const name = toolName({ name: `ask_${agentName}` });
  const tool: ClientTool = {
    name,
    description: `Ask the agent "${agentName}", which remembers earlier messages${description ? `: ${description}` : ''}.`,
    inputSchema: {
      type: 'object',
      properties: { message: { type: 'string', description: 'The message to the agent' } },
      required: ['message'],
    },
    metadata: metadata?.(name),
    async handler(input, { signal, progress }) {
      const { message } = input as { readonly message: string };
      const { text } = await send(message, { signal, onEvent: (event) => reportCalls(event as RunEvent, progress) });
      return text;
    },
  };
  return startsRun.set(tool, true);
}
