import type { ContentPart, JSONValue, ToolResult } from '../types.js';

/** What a model reads: the error, else the content's text, else the output; and what the tool printed. */
export function toText(result: ToolResult): string {
  const said = result.error?.message ?? (result.content ? contentText(result.content) : outputText(result.output));
  return [said, printed('stdout', result.stdout), printed('stderr', result.stderr)].filter(Boolean).join('\n');
}

function contentText(content: readonly ContentPart[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : `[${part.filename ?? part.mediaType}]`)).join('\n');
}

function outputText(output: JSONValue): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

function printed(stream: string, lines: readonly string[] | undefined): string {
  return lines?.length ? `${stream}:\n${lines.join('\n')}` : '';
}
