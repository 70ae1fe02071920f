import { Tool } from '@langchain/core/tools';
import { hasClassName } from './has-class-name.js';

/**
 * Whether the user's class, or a patch, overrides LangChain's `invoke` or `call`. Such a tool is run without a view,
 * and its result is used as returned: a view would break `#private` members, and miss what the override does with the
 * result.
 */
export function overridesInvoke(tool: object): boolean {
  const owners = prototypeChain(tool);
  const base = owners.findLast((owner) => Object.hasOwn(owner, 'invoke'));
  return owners.some(
    (owner) =>
      owner !== base && (Object.hasOwn(owner, 'invoke') || (Object.hasOwn(owner, 'call') && !isFromLangChain(owner))),
  );
}

/** Returns the tool and its prototypes. */
function prototypeChain(tool: object): object[] {
  const owners: object[] = [];
  for (let owner: object | null = tool; owner !== null; owner = Object.getPrototypeOf(owner)) owners.push(owner);
  return owners;
}

/**
 * Whether an owner of `call` is one of LangChain's classes; also by name, because there may be two copies of its core.
 */
function isFromLangChain(owner: object): boolean {
  if (owner === Tool.prototype || owner.constructor?.name === 'Tool') return true;
  return (
    Object.hasOwn(Object(owner.constructor), 'lc_name') && hasClassName(owner, 'DynamicTool', 'DynamicStructuredTool')
  );
}
