import type { Native } from '../../tool/native.js';
import type { ClientTool } from '../../types.js';
import { withContext } from '../execution-options.js';
import { callMethod, type SourceTool } from './source-tool.js';

const dataMembers = ['title', 'strict', 'inputExamples', 'providerOptions', 'metadata', 'deferLoading'] as const;
const hookMembers = ['onInputStart', 'onInputDelta', 'onInputAvailable'] as const;

/**
 * Reads the members that only the AI SDK understands. `context` is the default for calls of the AI SDK that have none.
 */
export function readNativeMembers(source: SourceTool, tool: ClientTool, context: unknown): Native['members'] {
  return {
    ...Object.fromEntries(dataMembers.filter((name) => source[name] !== undefined).map((name) => [name, source[name]])),
    ...Object.fromEntries(
      hookMembers
        .filter((name) => typeof source[name] === 'function')
        .map((name) => [
          name,
          async (options: object) =>
            callMethod(source, name, { ...withContext(options, context), ...(await parsedInput(tool, options)) }),
        ]),
    ),
    // With a context here, the tool does not need the caller's.
    ...(context === undefined && source.contextSchema !== undefined && { contextSchema: source.contextSchema }),
    ...(typeof source.description === 'function' && { description: describeWith(source, tool.description, context) }),
  };
}

/** The input as the author's schema parses it. The AI SDK itself holds the input as the model sent it. */
async function parsedInput({ validate }: ClientTool, options: object): Promise<object> {
  if (!validate || !('input' in options)) return {};
  const validation = await validate(options.input);
  return validation.issues ? {} : { input: validation.value };
}

/**
 * A description that ai 7 calls in each generation. ai 5 and 6 (6.0.326) put the function itself into the provider's
 * JSON, which would omit it: its `toJSON` returns the text that it had when the tool was converted.
 */
function describeWith(source: SourceTool, text: string, context: unknown): object {
  const describe = (options: object) => callMethod(source, 'description', withContext(options, context));
  return Object.assign(describe, { toJSON: () => text });
}
