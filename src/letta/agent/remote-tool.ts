import type { Letta } from '@letta-ai/letta-client';
import type { AgentState } from '@letta-ai/letta-client/resources/agents/agents';
import type { Tool } from '@letta-ai/letta-client/resources/tools';
import { errorMessage } from '../../result/error-message.js';
import { toolResult } from '../../result/tool-result.js';
import { interpretedCheck } from '../../schema/validate.js';
import type { ClientTool, JSONSchema, ToolMetadata } from '../../types.js';
import { getProperty } from '../../unknown.js';
import { toLettaError } from '../letta-error.js';
import { long } from '../rest/request-options.js';
import { isGated } from '../rest/server-tools.js';

/** A tool of the server as a remote tool: approval and validation happen here, because the server does neither for a call from outside. */
export function toRemoteTool(
  client: Letta,
  agent: AgentState,
  tool: Tool,
  metadata: ((name: string) => ToolMetadata | undefined) | undefined,
): ClientTool {
  const name = tool.name ?? '';
  const inputSchema = readSchema(tool);
  const said = metadata?.(name);
  return {
    name,
    description: tool.description ?? name,
    inputSchema,
    metadata: isGated(tool, agent) ? { ...said, requiresApproval: true } : said,
    validate: interpretedCheck(inputSchema),
    async handler(input, { signal }) {
      const args = input as Record<string, unknown>;
      try {
        return readResult(await client.agents.tools.run(name, { agent_id: agent.id, args }, { ...long, signal }));
      } catch (error) {
        throw toLettaError(error);
      }
    },
  };
}

/** Letta adds `request_heartbeat` to the tools of MCP servers, for its own loop. */
function readSchema({ json_schema }: Tool): JSONSchema {
  const {
    properties = {},
    required,
    ...schema
  } = (getProperty(json_schema, 'parameters') ?? { type: 'object' }) as Parameters;
  const { request_heartbeat: _, ...own } = properties;
  const stillRequired = required?.filter((name) => name !== 'request_heartbeat');
  return { type: 'object', ...schema, properties: own, ...(stillRequired && { required: stillRequired }) };
}

interface Parameters extends JSONSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** A failed tool says why in `func_return`, or in the last line of a traceback whose other lines are paths of the server. */
function readResult({ status, func_return, stdout, stderr }: Run): unknown {
  const printed = { stdout: stdout?.length ? stdout : undefined };
  if (status !== 'error') return toolResult({ output: func_return, ...printed });
  const message = errorMessage(func_return) ?? lastLine(stderr) ?? 'the server did not say why it failed';
  return toolResult({ error: { message }, ...printed });
}

type Run = Awaited<ReturnType<Letta['agents']['tools']['run']>>;

function lastLine(stderr: readonly string[] | null | undefined): string | undefined {
  return errorMessage(stderr?.join('\n').trim().split('\n').at(-1));
}
