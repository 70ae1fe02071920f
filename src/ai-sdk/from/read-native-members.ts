import type { Native } from '../../tool/native.js';
import type { ClientTool } from '../../types.js';
import { withContext } from '../call-options.js';
import { callMethod, type SourceTool } from './source-tool.js';

const data = ['title', 'strict', 'inputExamples', 'providerOptions', 'metadata', 'deferLoading'] as const;
const hooks = ['onInputStart', 'onInputDelta', 'onInputAvailable'] as const;

/** What only the AI SDK understands of its tool. `context` is for where a call of the AI SDK has none. */
export function readNativeMembers(source: SourceTool, tool: ClientTool, context: unknown): Native['members'] {
  return {
    ...Object.fromEntries(data.filter((name) => source[name] !== undefined).map((name) => [name, source[name]])),
    ...Object.fromEntries(
      hooks
        .filter((name) => typeof source[name] === 'function')
        .map((name) => [
          name,
          async (options: object) =>
            callMethod(source, name, { ...withContext(options, context), ...(await parsed(tool, options)) }),
        ]),
    ),
    // With a context of its own the tool does not need the caller's.
    ...(context === undefined && source.contextSchema !== undefined && { contextSchema: source.contextSchema }),
    ...(typeof source.description === 'function' && { description: describing(source, tool.description, context) }),
  };
}

/** The input as the author's schema gives it: what the AI SDK holds is the input as the model sent it. */
async function parsed({ validate }: ClientTool, options: object): Promise<object> {
  if (!validate || !('input' in options)) return {};
  const validation = await validate(options.input);
  return validation.issues ? {} : { input: validation.value };
}

/**
 * A description that ai 7 asks for at each generation. ai 5 and 6 (6.0.326) send it as it is, and the providers' JSON would
 * be without it: there it is the text that it gave once.
 */
function describing(source: SourceTool, text: string, context: unknown): object {
  const describe = (options: object) => callMethod(source, 'description', withContext(options, context));
  return Object.assign(describe, { toJSON: () => text });
}
