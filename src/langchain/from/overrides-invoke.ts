import { Tool } from '@langchain/core/tools';
import { isNamed } from './lc-name.js';

/**
 * Whether the user's own class, or a patch, has another `invoke` or `call` than LangChain's. Such a tool is run as it is,
 * and what it answers counts: a view of it would break `#private` members, and pass by what it does with an answer.
 */
export function overridesInvoke(tool: object): boolean {
  const owners = ownersIn(tool);
  const base = owners.findLast((owner) => Object.hasOwn(owner, 'invoke'));
  return owners.some(
    (owner) =>
      owner !== base && (Object.hasOwn(owner, 'invoke') || (Object.hasOwn(owner, 'call') && !isLangChains(owner))),
  );
}

/** The tool, its class and what that extends. */
function ownersIn(tool: object): object[] {
  const owners: object[] = [];
  for (let owner: object | null = tool; owner !== null; owner = Object.getPrototypeOf(owner)) owners.push(owner);
  return owners;
}

/** The classes of LangChain that have a `call` of their own, by name too: there may be two copies of its core. */
function isLangChains(owner: object): boolean {
  if (owner === Tool.prototype || owner.constructor?.name === 'Tool') return true;
  return Object.hasOwn(Object(owner.constructor), 'lc_name') && isNamed(owner, 'DynamicTool', 'DynamicStructuredTool');
}
