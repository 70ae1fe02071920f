import { getProperty, isObject } from '../unknown.js';

/**
 * Returns what a value is, if it is something that users have in place of client tools, and what to use: `a Promise: use await`.
 * Undefined for any other value.
 */
export function conversionHint(value: unknown): string | undefined {
  const has = (method: string): boolean => typeof getProperty(value, method) === 'function';
  if (has('then')) return 'a Promise: use await';
  if (has('handler')) return undefined;
  if (has('invoke') && getProperty(value, 'name') !== undefined)
    return 'a LangChain tool: use fromLangChainTools([tool])';
  if (has('getTools')) return 'a LangChain toolkit: use fromLangChainTools(toolkit)';
  if (has('callTool')) return 'an MCP client: use await fromMCPClient()';
  if (has('getClientTools')) return 'an ATP client: use fromATPClient()';
  if (!isObject(value)) return undefined;
  if (isObject(value.function)) return 'an OpenAI tool: use its name, description and parameters in defineTool()';
  if (isAISDKTool(value)) return 'an AI SDK tool: use await fromAISDKTools({ name: tool })';
  return Object.values(value).some(isAISDKTool) ? 'an AI SDK tool set: use await fromAISDKTools()' : undefined;
}

/** Returns the hint for the tools that a function was given. Of an array, the first item that is something else decides. */
export function hintForTools(value: unknown): string | undefined {
  const given: unknown = Array.isArray(value) ? value.find((item) => conversionHint(item) !== undefined) : value;
  return conversionHint(given);
}

/** Returns the end of a sentence that says what a function expects. */
export function butHint(hint: string | undefined): string {
  return hint === undefined ? '.' : `, not ${hint}.`;
}

/** Tools of the AI SDK have no name: it is their key in the set. */
function isAISDKTool(value: unknown): boolean {
  if (!isObject(value) || typeof value.name === 'string') return false;
  return typeof value.execute === 'function' && (value.inputSchema ?? value.parameters) !== undefined;
}
