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
  /** Whether the framework does not validate inputs. */
  readonly isUnchecked?: boolean | undefined;
  readonly shown?: ShownSchema | undefined;
  /** Restored in the AI SDK, which has separate message parts for tools that are known only at run time. */
  readonly type?: 'dynamic' | undefined;
}

/** The forms in which a schema is shown that was read from a framework tool. */
export interface ShownSchema {
  /** The schema that was read. A copy of the tool with another schema is shown with that one. */
  readonly of: JSONSchema;
  /** The form that the tool's own framework shows of the original tool. */
  readonly original: JSONSchema;
  /** The form that each framework is shown of the converted tool. */
  readonly as: Readonly<Record<Native['framework'], JSONSchema>>;
}

/** On a client tool that was created from a framework tool. */
export const native: Mark<Native> = copiedMark('native');

/** Returns the members to restore in this framework; none for a tool that was not created from one of its tools. */
export function nativeMembers(tool: object, framework: Native['framework']): Native['members'] {
  const known = native.of(tool);
  return known?.framework === framework ? known.members : {};
}
