import { ToolferryError } from '../errors.js';
import type { Answer, Pause } from '../types.js';
import { isObject } from '../unknown.js';

/**
 * Returns the error of a run whose answers may not have reached the server: the backend's error as `cause`, and in `data.pause`
 * the pause with its answers. A backend can put its pause there, with state that it has added.
 */
export function undelivered(error: unknown, pause: Pause, answers: readonly Answer[]): ToolferryError {
  const known = ToolferryError.isInstance(error) ? error : undefined;
  const given = isObject(known?.data) ? known.data : {};
  const data = { ...given, pause: { ...pause, ...(isObject(given.pause) && given.pause), answers } };
  return new ToolferryError(known?.code ?? 'run_failed', known?.message ?? messageOf(error), { data, cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The backend failed while it delivered the answers of a pause.';
}
