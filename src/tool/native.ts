import { copiedMark, type Mark } from '../mark.js';
import type { JSONSchema } from '../types.js';

/** Members of a tool that only LangChain, or only the AI SDK, knows. */
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
 * The part of a framework tool that no other framework or server understands, under the framework's own names. The client
 * tool carries it unseen, and it is restored when the tool returns to its own framework; calls never read it.
 */
export interface Native {
  readonly framework: 'langchain' | 'ai-sdk';
  readonly members: { readonly [Member in NativeMember]?: unknown };
  /**
   * Where the framework shows or checks the schema differently. `closed`: it shows objects as closed and members with a
   * default as required. `unchecked`: it checks no input.
   */
  readonly schema?: 'closed' | 'unchecked' | undefined;
  /** The schema that its own framework is shown in place of this one. */
  readonly shown?: { readonly of: JSONSchema; readonly as: JSONSchema } | undefined;
  /** Restored in the AI SDK, where tools that are only known at run time have message parts of their own. */
  readonly type?: 'dynamic' | undefined;
}

/** On a client tool that was made from a framework tool. */
export const native: Mark<Native> = copiedMark('native');

/** The members to restore in this framework: none for a tool that comes from elsewhere. */
export function nativeMembers(tool: object, framework: Native['framework']): Native['members'] {
  const known = native.of(tool);
  return known?.framework === framework ? known.members : {};
}
