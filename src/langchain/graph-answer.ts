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
 * LangGraph's tool nodes do not accept a list of them (1.4). Undefined for a list without a Command or with anything else, and
 * for Commands for different graphs.
 */
export function toGraphAnswer(returned: unknown, toolCallId: string | undefined): Command | ToolMessage | undefined {
  if (isToolMessage(returned)) return withCallId(returned, toolCallId);
  if (isCommand(returned)) return returned;
  const items: unknown[] = Array.isArray(returned) ? returned : [];
  const commands = items.filter(isCommand);
  const messages = items.filter(isToolMessage);
  const [first] = commands;
  const isOneGraph = commands.every(({ graph }) => graph === first?.graph);
  if (first === undefined || !isOneGraph || commands.length + messages.length !== items.length) return undefined;
  const update = commands.flatMap((command) => (command.update == null ? [] : command._updateAsTuples()));
  if (messages.length > 0) update.push(['messages', messages]);
  const CommandClass = first.constructor as new (fields: object) => Command;
  return new CommandClass({ ...first, update, goto: commands.flatMap(({ goto }) => goto) });
}

/** A message of another call, such as that of a tool that the handler called, would answer no call of the model. */
function withCallId(message: ToolMessage, toolCallId: string | undefined): ToolMessage {
  if (toolCallId === undefined || message.tool_call_id === toolCallId) return message;
  const { content, artifact, status, name, metadata, additional_kwargs, response_metadata } = message;
  const others: object = omitUndefined({ artifact, status, name, metadata, additional_kwargs, response_metadata });
  return new ToolMessage({ ...others, content, tool_call_id: toolCallId });
}
