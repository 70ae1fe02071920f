import { ToolferryError } from '../../errors.js';

/** The error of an answer that is not AG-UI. */
export function invalidResponse(message: string, data?: unknown): ToolferryError {
  return new ToolferryError('invalid_response', message, { data });
}
