import { ToolferryError } from '../../errors.js';
import type { ToolError } from '../../types.js';
import type { LangChainToolOutput } from './langchain-tool.js';

/** Carries a failed result through LangChain, so that its callbacks receive an error. */
export class FailedCall extends ToolferryError {
  /** The output to which the call resolves although it failed; without it the call rejects. */
  readonly output: LangChainToolOutput | undefined;

  constructor({ code, message, data, cause }: ToolError, output: LangChainToolOutput | undefined) {
    super(code, message, { data, cause });
    this.output = output;
  }
}
