import type { ReadSchema } from '../schema/standard.js';
import type { ToolResult } from '../types.js';

type Check = NonNullable<ReadSchema['validate']>;

/**
 * What our own LangChain tools carry for `fromLangChainTool`, where the origin is lost (a changed copy): the author's
 * validator on the tool, the whole result on the message. Not enumerable and by symbol: no data can claim to have it.
 */
const check = Symbol.for('toolferry.check');
const result = Symbol.for('toolferry.carried-result');

export function carryCheck(tool: object, value: Check): void {
  Object.defineProperty(tool, check, { value });
}

export function carriedCheck(tool: object): Check | undefined {
  return (tool as { readonly [check]?: Check })[check];
}

export function carryResult<Message extends object>(message: Message, value: ToolResult): Message {
  return Object.defineProperty(message, result, { value });
}

export function carriedResult(message: object): ToolResult | undefined {
  return (message as { readonly [result]?: ToolResult })[result];
}
