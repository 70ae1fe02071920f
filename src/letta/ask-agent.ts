import { nestedRun } from '../remote/nested-run.js';
import { reportCalls } from '../remote/report-calls.js';
import { startsRun } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, RunEvent, ToolMetadata } from '../types.js';
import type { LettaEvent, LettaTurn } from './turn.js';

interface AskOptions extends ReturnType<typeof nestedRun> {
  onEvent(event: LettaEvent): void;
}

interface AskAgentOptions {
  readonly agentName: string;
  readonly description: string | undefined;
  readonly metadata: ((name: string) => ToolMetadata | undefined) | undefined;
  /** The agent's turns can be continued by their key, so that a call that was cut off continues its turn. */
  readonly isRecorded?: boolean | undefined;
  send(message: string, options: AskOptions): Promise<LettaTurn>;
}

/** Returns a tool that sends a message to the agent and returns the text at the end of its turn. */
export function askAgentTool({
  agentName,
  description,
  metadata,
  isRecorded = false,
  send,
}: AskAgentOptions): ClientTool {
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
    ...(isRecorded && { idempotent: true }),
    async handler(input, context) {
      const { message } = input as { readonly message: string };
      const onEvent = (event: LettaEvent) => reportCalls(event as RunEvent, context.progress);
      const { text } = await send(message, { ...nestedRun(context, isRecorded), onEvent });
      return text;
    },
  };
  return startsRun.set(tool, true);
}
