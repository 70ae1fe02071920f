import type { ContentPart, JSONValue, ToolResult } from '../types.js';

type TextParts = Partial<Pick<ToolResult, 'output' | 'content' | 'error' | 'stdout' | 'stderr'>>;

/** Returns the text that a model reads: the error, else the content, else the output, followed by stdout and stderr. */
export function toText({ error, content, output = null, stdout, stderr }: TextParts): string {
  const result = error?.message ?? (content ? contentText(content) : outputText(output));
  return [result, printed('stdout', stdout), printed('stderr', stderr)].filter(Boolean).join('\n');
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
