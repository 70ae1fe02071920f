import { isBubbleUp, ToolferryError } from '../errors.js';
import { toText } from '../result/to-text.js';
import { type RichResult, shapeResult, toolResult } from '../result/tool-result.js';
import type { Limits } from '../schema/limits.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, ContentPart, JSONValue, ToolResult } from '../types.js';
import { getProperty } from '../unknown.js';
import { cleanShown } from './invisible-text.js';

/**
 * Returns a remote tool whose results and errors show models no hidden characters. The output, which is for programs, stays as
 * the server sent it: if it has hidden characters, models are shown its text without them as content.
 */
export function cleanResults(tool: ClientTool, { outputNodes }: Pick<Limits, 'outputNodes'>): ClientTool {
  const { handler } = tool;
  if (handler === undefined) return tool;
  return {
    ...tool,
    async handler(input, context) {
      const call = { id: context.toolCallId, name: toolName(tool), input };
      const value = await runCleanly(() => handler(input, context));
      try {
        return cleanResult(shapeResult(call, value, outputNodes)) ?? value;
      } catch {
        // The bridge reports a value that has no JSON form.
        return value;
      }
    },
  };
}

async function runCleanly(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    throw cleanError(error);
  }
}

/** Returns the same error if its message has no hidden characters. */
function cleanError(error: unknown): unknown {
  const message = typeof error === 'string' ? error : getProperty(error, 'message');
  if (isBubbleUp(error) || typeof message !== 'string') return error;
  const { text, removed } = cleanShown(message);
  if (removed === 0) return error;
  const { code, data } = ToolferryError.isInstance(error) ? error : { code: 'failed', data: undefined };
  return new ToolferryError(code, text, { data, cause: error });
}

/** Returns the result without hidden characters; undefined if it has none. */
function cleanResult({ output, content, error, stdout, stderr }: ToolResult): RichResult | undefined {
  let removed = 0;
  const clean = (text: string): string => {
    const cleaned = cleanShown(text);
    removed += cleaned.removed;
    return cleaned.text;
  };
  const parts = {
    output,
    content: content?.flatMap((part) => cleanPart(part, clean)) ?? (error ? undefined : cleanOutput(output, clean)),
    error: error && { ...error, message: clean(error.message) },
    stdout: stdout?.map(clean),
    stderr: stderr?.map(clean),
  };
  return removed > 0 ? toolResult(parts) : undefined;
}

/** Everything of a file but its data is shown to models as text where they cannot be sent the file. */
function cleanPart(part: ContentPart, clean: (text: string) => string): ContentPart[] {
  if (part.type === 'text') {
    const text = clean(part.text);
    // Providers refuse empty blocks of text.
    return text === '' && part.text !== '' ? [] : [{ type: 'text', text }];
  }
  const { mediaType, filename, url } = part;
  const shown = { mediaType: clean(mediaType), ...(filename !== undefined && { filename: clean(filename) }) };
  return [url === undefined ? { ...part, ...shown } : { ...part, ...shown, url: clean(url) }];
}

function cleanOutput(output: JSONValue, clean: (text: string) => string): readonly ContentPart[] | undefined {
  const shown = toText({ output });
  const text = clean(shown);
  return text === shown ? undefined : [{ type: 'text', text }];
}
