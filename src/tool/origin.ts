import type { ClientTool } from '../types.js';

const key = Symbol.for('toolferry.origin');

/** Remembers on a framework's tool which client tool it was made from. Not enumerable: a changed copy correctly loses it. */
export function setOrigin<Made extends object>(made: Made, tool: ClientTool): Made {
  return Object.defineProperty(made, key, { value: tool });
}

/** The client tool that a framework's tool was made from. */
export function originOf(made: object): ClientTool | undefined {
  return Object.getOwnPropertyDescriptor(made, key)?.value;
}
