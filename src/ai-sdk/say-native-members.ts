import { member } from '../schema/member.js';
import { nativeMembers, nativeOf } from '../tool/native.js';
import type { ClientTool } from '../types.js';

/** What is shown beside schema and calls: a tool that came from the AI SDK says again what it said there. */
export function sayNativeMembers(tool: ClientTool): object {
  const { description, metadata, ...others } = nativeMembers(tool, 'ai-sdk');
  const type = nativeOf(tool)?.type;
  const isStill = (member(description, 'toJSON') as (() => string) | undefined)?.() === tool.description;
  return {
    ...others,
    ...(type && { type }),
    description: isStill ? description : tool.description,
    ...((metadata ?? tool.metadata) && { metadata: { ...(metadata as object), ...tool.metadata } }),
  };
}
