import { ToolferryError } from '../errors.js';
import type { ToolResult } from '../types.js';

/** Carries a failed result through LangChain's machinery, whose callbacks then see an error. */
export class FailedCall extends ToolferryError {
  readonly result: ToolResult;

  constructor(result: ToolResult, { code, message, data }: NonNullable<ToolResult['error']>) {
    super(code, message, { data });
    this.result = result;
  }
}
