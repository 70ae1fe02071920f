import { ToolferryError } from '../../errors.js';
import type { ToolCall, ToolError } from '../../types.js';
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

/** The codes of calls that were refused before the handler ran. */
const refusals: readonly string[] = ['invalid_input', 'denied', 'unknown_tool', 'cannot_pause'];

export function isRefusal({ code }: ToolError): boolean {
  return refusals.includes(code);
}

/**
 * A refused call, for `errors: 'throw'`. Has the marks of langchain's own `ToolInvocationError` (1.5): an agent shows it to the
 * model, also where middleware would end the run for any other error, and `toolRetryMiddleware` does not repeat it.
 */
export class RefusedCall extends FailedCall {
  readonly '~brand' = 'ToolInvocationError';
  readonly toolCall: object;

  constructor(error: ToolError, { id, name, input }: ToolCall) {
    super(error, undefined);
    this.toolCall = { type: 'tool_call', id, name, args: input };
    Object.defineProperty(this, Symbol.for('langchain.errors.retryable'), { value: false });
  }

  get toolError(): Error {
    return this;
  }
}
