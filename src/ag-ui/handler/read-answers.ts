import { failure } from '../../result/failure.js';
import type { ApprovalAnswer, ContentPart, PendingCall, ToolResult } from '../../types.js';
import { getProperty, isObject } from '../../unknown.js';
import type { ClientMessage } from './read-input.js';

/** Returns the result that a tool message has. */
export function toResult(call: PendingCall, { content, error, metadata }: ClientMessage): ToolResult {
  if (typeof error === 'string') {
    const code = getProperty(getProperty(metadata, 'toolferry'), 'code');
    return failure(call, typeof code === 'string' ? code.slice(0, 100) : 'failed', error);
  }
  const result = { toolCallId: call.id, toolName: call.name };
  if (typeof content === 'string') return { ...result, output: content };
  const parts = Array.isArray(content) ? content.map(toPart) : [undefined];
  if (!parts.every((part) => part !== undefined))
    return failure(call, 'invalid_output', `The client answered "${call.name}" with content that cannot be read.`);
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  return { ...result, output: text, content: parts };
}

function toPart(part: unknown): ContentPart | undefined {
  if (!isObject(part)) return undefined;
  const { type, text, source } = part;
  if (type === 'text') return typeof text === 'string' ? { type, text } : undefined;
  if (!isObject(source) || typeof source.value !== 'string' || typeof source.mimeType !== 'string') return undefined;
  const { value, mimeType: mediaType } = source;
  if (source.type === 'data') return { type: 'file', mediaType, data: value };
  return source.type === 'url' ? { type: 'file', mediaType, url: value } : undefined;
}

/** Anything but `approved: true` is a refusal, and so is an approval of another input. */
export function toApproval(toolCallId: string, { status, payload }: Readonly<Record<string, unknown>>): ApprovalAnswer {
  const [approved, reason] = [getProperty(payload, 'approved'), getProperty(payload, 'reason')];
  const isApproved = status === 'resolved' && approved === true && getProperty(payload, 'editedArgs') === undefined;
  return { toolCallId, approved: isApproved, ...(typeof reason === 'string' && { reason }) };
}
