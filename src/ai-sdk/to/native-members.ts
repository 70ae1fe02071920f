import { native, nativeMembers } from '../../tool/native.js';
import type { ClientTool } from '../../types.js';
import { getProperty } from '../../unknown.js';

/** The members in addition to schema and calls: a tool that came from the AI SDK gets back those that it had there. */
export function nativeMembersOf(tool: ClientTool): object {
  const { description, metadata, ...others } = nativeMembers(tool, 'ai-sdk');
  const type = native.of(tool)?.type;
  const isStill = (getProperty(description, 'toJSON') as (() => string) | undefined)?.() === tool.description;
  return {
    ...others,
    ...(type && { type }),
    description: isStill ? description : tool.description,
    ...((metadata ?? tool.metadata) && { metadata: { ...(metadata as object), ...tool.metadata } }),
  };
}
