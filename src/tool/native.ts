import type { ClientTool, JSONSchema } from '../types.js';

/** Enumerable on purpose: a decorator's `{ ...tool, handler }` keeps it. */
const key = Symbol.for('toolferry.native');

/** What only LangChain, or only the AI SDK, knows of a tool. */
export type NativeMember =
  | 'returnDirect'
  | 'extras'
  | 'tags'
  | 'metadata'
  | 'description'
  | 'title'
  | 'strict'
  | 'inputExamples'
  | 'providerOptions'
  | 'deferLoading'
  | 'contextSchema'
  | 'onInputStart'
  | 'onInputDelta'
  | 'onInputAvailable';

/**
 * What a framework's own tool says that no other framework or server understands, by the framework's own names. It travels
 * unseen and is said again when the tool comes home; calls know nothing of it.
 */
export interface Native {
  readonly framework: 'langchain' | 'ai-sdk';
  readonly members: { readonly [Member in NativeMember]?: unknown };
  /**
   * Where the framework shows or checks the schema otherwise than it is shown and checked here. `closed`: it shows objects
   * as closed and members with a default as required. `unchecked`: it checks no input.
   */
  readonly schema?: 'closed' | 'unchecked' | undefined;
  /** The schema that is shown at home in place of this one. */
  readonly shown?: { readonly of: JSONSchema; readonly as: JSONSchema } | undefined;
  /** Said again at home, where tools that are known at run time only have parts of their own; nothing elsewhere. */
  readonly type?: 'dynamic' | undefined;
}

export function withNative(tool: ClientTool, native: Native): ClientTool {
  return { ...tool, [key]: native } as ClientTool;
}

export function nativeOf(tool: object): Native | undefined {
  return (tool as { readonly [key]?: Native })[key];
}

/** What to say again in this framework: nothing for a tool that comes from elsewhere. */
export function nativeMembers(tool: object, framework: Native['framework']): Native['members'] {
  const native = nativeOf(tool);
  return native?.framework === framework ? native.members : {};
}
