import { origin } from '../../tool/marks.js';
import { type Native, native } from '../../tool/native.js';
import { toolName } from '../../tool/tool-name.js';
import type { ClientTool } from '../../types.js';
import { omitUndefined } from '../../unknown.js';
import { approvalFor } from './approval-for.js';
import type { FromAISDKOptions } from './from-options.js';
import { readNativeMembers } from './read-native-members.js';
import { readContext, readSource } from './read-source.js';
import { runSource } from './run-source.js';
import { shownForms } from './shown-forms.js';
import type { AISDKTool, SourceTool } from './source-tool.js';
import { withToolApproval } from './with-tool-approval.js';

/** Converts one tool of a set to a client tool. */
export async function convertTool(
  name: string,
  tools: Readonly<Record<string, AISDKTool>>,
  options: FromAISDKOptions,
): Promise<ClientTool> {
  const source: SourceTool = tools[name] ?? {};
  const original = origin.of(source);
  const context = await readContext(name, source, options.context?.(name));
  const converted = original
    ? withOptions(name, original, options)
    : await fromSource(name, source, { ...options, context });
  if (options.toolApproval === undefined) return converted;

  const decide = approvalFor({ name, tools, context, contextOf: options.context }, options.toolApproval);
  if (decide === undefined) return converted;
  return withToolApproval(original ? converted : withoutCondition(converted), decide);
}

async function fromSource(
  name: string,
  source: SourceTool,
  { context, major, ...options }: Omit<FromAISDKOptions, 'context'> & { readonly context: unknown },
): Promise<ClientTool> {
  const { standard, isUnchecked, ...definition } = await readSource(name, source, context);
  const converted: ClientTool = { name, ...definitionOptions(name, options), ...definition };
  const nativePart: Native = {
    framework: 'ai-sdk',
    members: readNativeMembers(source, converted, context),
    isUnchecked,
    shown: standard && (await shownForms(standard, converted.inputSchema)),
    ...(source.type === 'dynamic' && { type: 'dynamic' }),
    ...(source.experimental_toolCaller !== undefined && { dropped: ['experimental_toolCaller'] }),
  };
  if (typeof source.execute !== 'function') return native.set(converted, nativePart);
  const handler: ClientTool['handler'] = (input, call) => runSource(source, input, call, { context, major });
  return native.set({ ...converted, handler }, nativePart);
}

/** Returns the client tool itself if the options change nothing, or a changed copy. */
function withOptions(name: string, tool: ClientTool, options: FromAISDKOptions): ClientTool {
  const changes = {
    ...(name !== toolName(tool) && { name, namespace: undefined }),
    ...definitionOptions(name, options),
  };
  return Object.keys(changes).length === 0 ? tool : { ...tool, ...changes };
}

function definitionOptions(name: string, { namespace, metadata }: FromAISDKOptions): Partial<ClientTool> {
  return omitUndefined({ namespace, metadata: metadata?.(name) });
}

/** In ai 7 the call's `toolApproval` replaces the tool's own condition. */
function withoutCondition({ needsApproval: _, ...tool }: ClientTool): ClientTool {
  return tool;
}
