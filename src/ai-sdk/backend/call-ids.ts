import { getProperty, isObject } from '../../unknown.js';
import { type Part, partsOf } from './messages.js';

/** The ids of the calls of one stream. */
export interface CallIds {
  /** Returns the next part of the stream. */
  inStream(part: Part): Part;
  /** Returns parts of the step that the stream is in. */
  inStep(parts: readonly object[]): Part[];
  /** Returns messages whose last step is the one that the stream is in. */
  inMessages(messages: readonly object[]): object[];
}

/**
 * Renames calls whose ids the conversation has had before: some providers and local servers use the same ones in each step
 * (`call_0`), and within a run an id stands for one call.
 */
export function callIds(messages: readonly unknown[]): CallIds {
  const used = new Set(partsOf(messages, 'assistant').map(({ toolCallId }) => toolCallId));
  const renamed = new Map<unknown, string>();
  const rename = (part: Part): Part => {
    if (renamed.size === 0) return part;
    const toolCallId = renamed.get(part.toolCallId);
    const { toolCall } = part;
    return { ...part, ...(toolCallId && { toolCallId }), ...(isObject(toolCall) && { toolCall: rename(toolCall) }) };
  };
  const inStep = (parts: readonly object[]) => parts.filter(isObject).map(rename);
  return {
    inStream(part) {
      if (part.type === 'start-step') renamed.clear();
      if (part.type === 'tool-call') {
        const id = unused(String(part.toolCallId), used);
        if (id !== part.toolCallId) renamed.set(part.toolCallId, id);
        used.add(id);
      }
      return rename(part);
    },
    inStep,
    inMessages(added) {
      const lastStep = added.findLastIndex((message) => getProperty(message, 'role') === 'assistant');
      return added.map((message, index) => {
        const content = getProperty(message, 'content');
        return index < lastStep || !Array.isArray(content) ? message : { ...message, content: inStep(content) };
      });
    },
  };
}

function unused(id: string, used: ReadonlySet<unknown>): string {
  let name = id;
  for (let count = 2; used.has(name); count += 1) name = `${id}_${count}`;
  return name;
}
