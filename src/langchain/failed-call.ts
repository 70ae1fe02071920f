import { ToolferryError } from '../errors.js';
import type { ToolError } from '../types.js';
import type { ToolOutput } from './langchain-tool.js';

/** Carries a failed result through LangChain's machinery, whose callbacks then see an error. */
export class FailedCall extends ToolferryError {
  /** What the call answers all the same; without one it rejects. */
  readonly answer: ToolOutput | undefined;

  constructor({ code, message, data }: ToolError, answer: ToolOutput | undefined) {
    super(code, message, { data });
    this.answer = answer;
  }

  /** Not by its class: it is made by what the first call loads, which may be of another copy (a test that resets modules). */
  static override isInstance(value: unknown): value is FailedCall {
    return ToolferryError.isInstance(value) && 'answer' in value;
  }
}
