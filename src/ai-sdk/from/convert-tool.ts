import { origin } from '../../tool/marks.js';
import { type Native, native } from '../../tool/native.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool } from '../../types.js';
import { omitUndefined } from '../../unknown.js';
import { approvalFor } from './approval-for.js';
import { closedSchema } from './closed-schema.js';
import type { FromAISDKOptions } from './from-options.js';
import { readNativeMembers } from './read-native-members.js';
import { readContext, readSource } from './read-source.js';
import { runSource } from './run-source.js';
import type { AISDKTool, SourceTool } from './source-tool.js';
import { withToolApproval } from './with-tool-approval.js';

/** One tool of a set as a client tool. */
export async function convertTool(
  name: string,
  tools: Readonly<Record<string, AISDKTool>>,
  options: FromAISDKOptions,
): Promise<ClientTool> {
  const source: SourceTool = tools[name] ?? {};
  const known = origin.of(source);
  const context = await readContext(name, source, options.context?.(name));
  const made = known ? renamed(name, known, options) : await fromSource(name, source, { ...options, context });
  if (options.toolApproval === undefined) return made;

  const decide = approvalFor({ name, tools, context, contextOf: options.context }, options.toolApproval);
  if (decide === undefined) return made;
  return withToolApproval(known ? made : withoutCondition(made), decide);
}

async function fromSource(
  name: string,
  source: SourceTool,
  { context, major, ...options }: Omit<FromAISDKOptions, 'context'> & { readonly context: unknown },
): Promise<ClientTool> {
  const own = { context, major };
  const { shownAs, ...read } = await readSource(name, source, context);
  const made: ClientTool = { name, ...given(name, options), ...read };
  const members: Native = {
    framework: 'ai-sdk',
    members: readNativeMembers(source, made, context),
    schema: shownAs,
    ...(shownAs === 'closed' && { shown: { of: made.inputSchema, as: closedSchema(made.inputSchema) } }),
    ...(source.type === 'dynamic' && { type: 'dynamic' }),
  };
  if (typeof source.execute !== 'function') return native.set(made, members);
  const handler: ClientTool['handler'] = (input, call) => runSource(source, input, call, own);
  return native.set({ ...made, handler }, members);
}

/** The client tool itself, or a copy with what the options change. */
function renamed(name: string, tool: ClientTool, options: FromAISDKOptions): ClientTool {
  const changes = { ...(name !== toolName(tool) && { name, namespace: undefined }), ...given(name, options) };
  return Object.keys(changes).length === 0 ? tool : { ...tool, ...changes };
}

function given(name: string, { namespace, metadata }: FromAISDKOptions): Partial<ClientTool> {
  return omitUndefined({ namespace, metadata: metadata?.(name) });
}

/** In ai 7 the call's `toolApproval` counts in place of the tool's own condition. */
function withoutCondition({ needsApproval: _, ...tool }: ClientTool): ClientTool {
  return tool;
}
