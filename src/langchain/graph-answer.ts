import { ToolMessage } from '@langchain/core/messages/tool';
import { isObject, omitUndefined } from '../unknown.js';
import { isToolMessage } from './is-message.js';

/** The members of LangGraph's `Command` that are read. Declared here, because LangGraph may not be installed. */
export interface Command {
  readonly lg_name: 'Command';
  readonly graph?: string | undefined;
  readonly update?: unknown;
  readonly goto: unknown;
  _updateAsTuples(): [channel: string, value: unknown][];
}

/** Whether a value is a Command, by LangGraph's own test. */
function isCommand(value: unknown): value is Command {
  return isObject(value) && value.lg_name === 'Command';
}

/**
 * Returns what a graph accepts as the answer to a call. Commands and messages in a list are merged into one Command, because
 * LangGraph's tool nodes do not accept a list of them (1.4). Undefined for a list with anything else, for Commands for different
 * graphs, and for several messages without a Command.
 */
export function toGraphAnswer(returned: unknown, toolCallId: string | undefined): Command | ToolMessage | undefined {
  const items = [returned].flat();
  const commands = items.filter(isCommand);
  const messages = items.filter(isToolMessage);
  const [first] = commands;
  if (commands.length + messages.length !== items.length) return undefined;
  if (items.length === 1) return first ?? messages.map((message) => withCallId(message, toolCallId))[0];
  if (first === undefined || commands.some(({ graph }) => graph !== first.graph)) return undefined;
  const update = commands.flatMap((command) => (command.update == null ? [] : command._updateAsTuples()));
  if (messages.length > 0) update.push(['messages', answering(messages, update, toolCallId)]);
  const CommandClass = first.constructor as new (fields: object) => Command;
  return new CommandClass({ ...first, update, goto: commands.flatMap(({ goto }) => goto) });
}

/** Returns the messages with one that answers the call: the first, if neither they nor the updates answer it. */
function answering(
  messages: readonly ToolMessage[],
  update: readonly [channel: string, value: unknown][],
  toolCallId: string | undefined,
): readonly ToolMessage[] {
  const all = [...messages, ...update.flatMap(([, value]) => value)];
  if (all.some((message) => isToolMessage(message) && message.tool_call_id === toolCallId)) return messages;
  return messages.map((message, index) => (index === 0 ? withCallId(message, toolCallId) : message));
}

/** A message of another call, such as that of a tool that the handler called, would answer no call of the model. */
function withCallId(message: ToolMessage, toolCallId: string | undefined): ToolMessage {
  if (toolCallId === undefined || message.tool_call_id === toolCallId) return message;
  const { content, artifact, status, name, metadata, additional_kwargs, response_metadata } = message;
  const others: object = omitUndefined({ artifact, status, name, metadata, additional_kwargs, response_metadata });
  return new ToolMessage({ ...others, content, tool_call_id: toolCallId });
}
