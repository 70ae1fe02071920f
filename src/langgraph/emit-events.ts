import type { ToolMessage } from '@langchain/core/messages/tool';
import { readReturnValue } from '../langchain/from/read-return-value.js';
import { failure } from '../result/failure.js';
import { shapeResult } from '../result/tool-result.js';
import type { AgentEvent, ToolResult } from '../types.js';
import { getProperty, isObject } from '../unknown.js';
import { type GraphSnapshot, isSnapshot } from './graph.js';
import { callsOf, isModelMessage, isOfTool, messagesOf, textOf, toMessage } from './messages.js';

/** The messages, calls and results that were emitted already, or are not to be. */
export type Emitted = Set<string>;

/** Emits the events of a graph. */
export interface EventEmitter {
  /** Reads a chunk of its stream. */
  read(chunk: unknown): void;
  /** Reads messages that no chunk contained. */
  catchUp(messages: readonly ToolMessage[]): void;
}

/**
 * Creates the emitter of a graph's stream, with the modes `messages` and `updates` and with subgraphs. What
 * the thread contains already is not emitted again: middleware writes messages once more, and so does the parent of a subgraph.
 * Neither is the text of a model that a tool calls, or what the finished tasks of a resumed step have written.
 *
 * @param answered The ids of the calls that are answered outside the graph.
 */
export function eventEmitter(
  emitted: Emitted,
  before: GraphSnapshot,
  answered: Iterable<string>,
  emit: (event: AgentEvent) => void,
): EventEmitter {
  const isNew = (name: string): boolean => !emitted.has(name) && emitted.add(name) !== undefined;
  const readWhole = (message: ToolMessage, report: (event: AgentEvent) => void): void => {
    if (isOfTool(message)) {
      if (isNew(`result ${message.tool_call_id}`)) report({ type: 'tool-result', result: toResult(message) });
    } else if (isModelMessage(message)) {
      const text = textOf(message);
      if (text !== '' && isNew(`text ${message.id ?? text}`)) report({ type: 'text', text });
      for (const { id, name, args } of callsOf(message))
        if (isNew(`call ${id}`)) report({ type: 'tool-call', call: { id, name, input: args } });
    }
  };
  for (const message of allMessages(before)) readWhole(message, () => {});
  for (const id of answered) emitted.add(`result ${id}`);

  return {
    read(chunk) {
      const [path, mode, data] = chunk as readonly [readonly string[], string, unknown];
      const isInTool = path.some((task) => task.startsWith('tools:'));
      if (mode === 'messages') {
        const [message, metadata] = data as readonly [unknown, unknown];
        const text = chunkText(message);
        if (text === undefined || isInTool || getProperty(metadata, 'langgraph_node') === 'tools') return;
        emitted.add(`text ${getProperty(message, 'id')}`);
        if (text !== '') emit({ type: 'text', text });
      } else if (mode === 'updates' && isObject(data) && getProperty(data.__metadata__, 'cached') !== true) {
        const report = (event: AgentEvent) => void ((event.type === 'text' && isInTool) || emit(event));
        for (const message of messagesOf(Object.values(data).flat())) readWhole(message, report);
      }
    },
    catchUp(messages) {
      for (const message of messages) readWhole(message, emit);
    },
  };
}

/** Returns the messages of a thread, those of its subgraphs included. */
function allMessages({ values, tasks }: GraphSnapshot): ToolMessage[] {
  const nested = tasks.flatMap(({ state }) => (isSnapshot(state) ? allMessages(state) : []));
  return [...messagesOf(values), ...nested];
}

/** Returns the text of a streamed piece; undefined for a whole message. */
function chunkText(value: unknown): string | undefined {
  const isChunk = typeof getProperty(value, 'concat') === 'function' || getProperty(value, 'type') === 'AIMessageChunk';
  const [message] = isChunk ? toMessage(value) : [];
  return message && isModelMessage(message) ? textOf(message) : undefined;
}

function toResult(message: ToolMessage): ToolResult {
  const { tool_call_id: id, name = '' } = message;
  const call = { id, name, input: null };
  try {
    return shapeResult(call, readReturnValue(message, { name }));
  } catch {
    return failure(call, 'invalid_output', `"${name}" returned a value that is not JSON.`);
  }
}
