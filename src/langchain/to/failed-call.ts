import { ToolferryError } from '../../errors.js';
import type { ToolError } from '../../types.js';
import type { LangChainToolOutput } from './langchain-tool.js';

/** Carries a failed result through LangChain, so that its callbacks receive an error. */
export class FailedCall extends ToolferryError {
  /** The output to which the call resolves although it failed; without it the call rejects. */
  readonly output: LangChainToolOutput | undefined;

  constructor({ code, message, data }: ToolError, output: LangChainToolOutput | undefined) {
    super(code, message, { data });
    this.output = output;
  }
}
