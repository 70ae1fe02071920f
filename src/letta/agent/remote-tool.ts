import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { redactOutcome } from '../../remote/redact.js';
import { errorMessage } from '../../result/error-message.js';
import { toolResult } from '../../result/tool-result.js';
import { untrustedCheck } from '../../schema/validate.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../../types.js';
import { getProperty, toWellFormed } from '../../unknown.js';
import { toLettaError } from '../letta-error.js';
import { longRequest } from '../rest/request-options.js';
import { isGated } from '../rest/server-tools.js';
import { redactFor } from '../rest/without-secrets.js';

/**
 * Converts a server tool to a remote tool. Approval and validation happen here, because the server does neither for a direct
 * call.
 */
export function toRemoteTool(
  client: Letta,
  agent: AgentState,
  tool: Tool,
  metadata: ((name: string) => ToolMetadata | undefined) | undefined,
): ClientTool {
  const name = tool.name ?? '';
  const inputSchema = readSchema(tool);
  const stated = metadata?.(name);
  return {
    name,
    description: tool.description ?? name,
    inputSchema,
    metadata: isGated(tool, agent) ? { ...stated, requiresApproval: true } : stated,
    validate: untrustedCheck(inputSchema),
    async handler(input, { signal }) {
      const args = toWellFormed(input as Record<string, unknown>);
      try {
        const running = client.agents.tools.run(name, { agent_id: agent.id, args }, { ...longRequest, signal });
        return readResult(await redactOutcome(running, redactFor(client)));
      } catch (error) {
        throw toLettaError(error);
      }
    },
  };
}

/** Omits `request_heartbeat`, which Letta adds to the tools of MCP servers for its own loop. */
function readSchema({ json_schema }: Tool): JSONSchema {
  const {
    properties = {},
    required,
    ...schema
  } = (getProperty(json_schema, 'parameters') ?? { type: 'object' }) as Parameters;
  const { request_heartbeat: _, ...others } = properties;
  const stillRequired = required?.filter((name) => name !== 'request_heartbeat');
  return { type: 'object', ...schema, properties: others, ...(stillRequired && { required: stillRequired }) };
}

interface Parameters extends JSONSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/**
 * The reason of a failure is in `func_return`, or in the last line of a traceback whose other lines show paths of the server.
 */
function readResult({ status, func_return, stdout, stderr }: ToolRun): unknown {
  const lines = readLines(stdout);
  const printed = { stdout: lines.length > 0 ? lines : undefined };
  if (status !== 'error') return toolResult({ output: func_return, ...printed });
  const message = errorMessage(func_return) ?? lastLine(stderr) ?? 'the server gave no reason';
  return toolResult({ error: { message }, ...printed });
}

type ToolRun = Awaited<ReturnType<Letta['agents']['tools']['run']>>;

function lastLine(stderr: unknown): string | undefined {
  return errorMessage(readLines(stderr).join('\n').trim().split('\n').at(-1));
}

function readLines(lines: unknown): readonly string[] {
  return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
}
