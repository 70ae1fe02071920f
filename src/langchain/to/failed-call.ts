import { ToolferryError } from '../../errors.js';
import type { ToolError } from '../../types.js';
import type { LangChainToolOutput } from './langchain-tool.js';

/** Carries a failed result through LangChain's machinery, whose callbacks then see an error. */
export class FailedCall extends ToolferryError {
  /** What the call answers all the same; without one it rejects. */
  readonly answer: LangChainToolOutput | undefined;

  constructor({ code, message, data }: ToolError, answer: LangChainToolOutput | undefined) {
    super(code, message, { data });
    this.answer = answer;
  }
}
