import { isObject } from '../../unknown.js';
import { isToolMessage } from './is-message.js';

/** LangGraph's, as far as it is looked into: LangGraph need not be there. */
export interface Command {
  readonly lg_name: 'Command';
  readonly graph?: string | undefined;
  readonly update?: unknown;
  readonly goto: unknown;
  _updateAsTuples(): [channel: string, value: unknown][];
}

/** As LangGraph tells it. */
export function isCommand(value: unknown): value is Command {
  return isObject(value) && value.lg_name === 'Command';
}

/**
 * One Command that does all that a tool returned: Commands and messages in a list, which LangGraph's tool nodes take from
 * no tool by themselves (1.4). Undefined for a list with something else, or for more than one graph.
 */
export function toCommand(returned: unknown): Command | undefined {
  if (isCommand(returned)) return returned;
  const items: unknown[] = Array.isArray(returned) ? returned : [];
  const commands = items.filter(isCommand);
  const messages = items.filter(isToolMessage);
  const [first] = commands;
  const isOne = commands.every(({ graph }) => graph === first?.graph);
  if (first === undefined || !isOne || commands.length + messages.length !== items.length) return undefined;
  const update = commands.flatMap((command) => (command.update == null ? [] : command._updateAsTuples()));
  if (messages.length > 0) update.push(['messages', messages]);
  const Same = first.constructor as new (fields: object) => Command;
  return new Same({ ...first, update, goto: commands.flatMap(({ goto }) => goto) });
}
