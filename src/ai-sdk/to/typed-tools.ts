import type { Tool, ToolSet } from 'ai';
import type { SentInput } from '../../tool/define-tool.js';
import type { VisibleName } from '../../tool/visible-name.js';
import type { ClientTool, ToolContext, ToolSource } from '../../types.js';
import type { ToolExecutionOptions } from '../execution-options.js';
import type { AISDKToolOutput } from '../tool-output.js';

/**
 * The AI SDK tool of a client tool. Its input is what a model sends, and its output what arrives. `execute` returns a promise,
 * except with the option `progress`.
 */
export type TypedTool<Client extends ClientTool, Progress = undefined> = Client extends {
  handler(input: never, context: ToolContext): infer Output | Promise<infer Output>;
}
  ? ExecutableTool<SentInput<Client>, AISDKToolOutput<Output>, Progress>
  : Client extends {
        readonly name: string;
        handler?(input: never, context: ToolContext): infer Output | Promise<infer Output>;
      }
    ? Tool<SentInput<Client>, unknown extends Output ? unknown : AISDKToolOutput<Output>>
    : never;

type ExecutableTool<Input, Output, Progress> = (true extends Progress
  ? unknown
  : { execute(input: Input, options?: ToolExecutionOptions): Promise<Output> }) &
  Tool<Input, Output>;

/**
 * The tool set of a source: exact for a tuple of tools that were defined with literal names. The wide type for tools that
 * are known only at run time, and if a name is not shown unchanged.
 */
export type TypedToolSet<Source extends ToolSource, Progress = undefined> = Source extends readonly ClientTool[]
  ? number extends Source['length']
    ? ToolSet
    : ExactToolSet<NamedTools<Source, Progress>>
  : ToolSet;

type NamedTools<Tools extends readonly ClientTool[], Progress> = {
  [Index in keyof Tools & `${number}` as VisibleName<Tools[Index]>]: TypedTool<Tools[Index], Progress>;
};

type ExactToolSet<Tools> = string extends keyof Tools ? ToolSet : Tools;

/** The tools of a set that a policy offers: it can block any of them. */
export type OfferedToolSet<Tools extends ToolSet> = string extends keyof Tools ? Tools : Partial<Tools>;
