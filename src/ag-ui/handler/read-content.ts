import { isObject } from '../../unknown.js';

/** The kinds of parts, that of clients of before 1.0 included. */
const kinds: readonly unknown[] = ['text', 'image', 'audio', 'video', 'document', 'binary'];

/**
 * Returns whether the content of a user's message is text, or parts as AG-UI has them. Other JSON is refused: checkpointers of
 * LangGraph (1.4) create an object of LangChain from one that looks like it.
 */
export function isContent(content: unknown): boolean {
  return typeof content === 'string' || (Array.isArray(content) && content.every(isPart));
}

function isPart(part: unknown): boolean {
  if (!isObject(part) || !kinds.includes(part.type)) return false;
  if (part.type === 'text' && typeof part.text !== 'string') return false;
  return Object.values(part).every((member) => isValue(member) || (isObject(member) && isFlat(member)));
}

function isFlat(members: object): boolean {
  return Object.values(members).every(isValue);
}

function isValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
