import { ToolferryError } from '../errors.js';
import type { Answer, Pause } from '../types.js';
import { isObject } from '../unknown.js';

/**
 * Returns the error of a run whose answers may not have reached the server: the backend's error as `cause`, and in `data.pause`
 * the pause with its answers.
 */
export function undelivered(error: unknown, pause: Pause, answers: readonly Answer[]): ToolferryError {
  const known = ToolferryError.isInstance(error) ? error : undefined;
  const data = { ...(isObject(known?.data) && known.data), pause: { ...pause, answers } };
  return new ToolferryError(known?.code ?? 'run_failed', known?.message ?? messageOf(error), { data, cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The backend failed while it delivered the answers of a pause.';
}
