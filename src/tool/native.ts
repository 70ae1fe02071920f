import { copiedMark, type Mark } from '../mark.js';
import type { JSONSchema } from '../types.js';

/** Members of a tool that only LangChain or only the AI SDK has. */
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
  | 'onInputAvailable'
  | 'experimental_toolCaller';

/**
 * The part of a framework tool that no other framework or server understands, under the framework's own names. The client
 * tool carries it as a mark, and it is restored when the tool is converted back to its own framework. Calls never read it.
 */
export interface Native {
  readonly framework: 'langchain' | 'ai-sdk';
  readonly members: { readonly [Member in NativeMember]?: unknown };
  /** Members that are not restored, because their framework would run the tool past the bridge. */
  readonly dropped?: readonly NativeMember[] | undefined;
  /**
   * How the framework's use of the schema differs. `closed`: it shows objects as closed and members with a default as
   * required. `unchecked`: it does not validate inputs.
   */
  readonly schema?: 'closed' | 'unchecked' | undefined;
  /** The schema that the tool's own framework shows in place of this one. */
  readonly shown?: { readonly of: JSONSchema; readonly as: JSONSchema } | undefined;
  /** Restored in the AI SDK, which has separate message parts for tools that are known only at run time. */
  readonly type?: 'dynamic' | undefined;
}

/** On a client tool that was created from a framework tool. */
export const native: Mark<Native> = copiedMark('native');

/** Returns the members to restore in this framework; none for a tool that was not created from one of its tools. */
export function nativeMembers(tool: object, framework: Native['framework']): Native['members'] {
  const known = native.of(tool);
  return known?.framework === framework ? known.members : {};
}
