import { ToolferryError } from '../errors.js';
import type { Answer, Pause } from '../types.js';
import { isObject } from '../unknown.js';
import { addServiceResults, type PauseState, readState, toWireResult } from './pause.js';
import { type ATPServices, callService, countServices, sandboxError } from './services.js';

/** Returns one result for each callback, in the server's order. A failing callback does not affect the others. */
export function answerCallbacks(
  services: ATPServices,
  paused: PauseState,
  answers: readonly Answer[],
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const answerOf = new Map(answers.map((answer) => [answer.toolCallId, answer]));
  const refusalOf = countServices(services, paused);
  return Promise.all(
    paused.callbacks.map(async (callback) => {
      const { id, service, result } = callback;
      if (service === undefined) return toWireResult(answerOf.get(id), callback);
      if (result !== undefined) return result;
      const refusal = refusalOf(service.type);
      return refusal === undefined ? callService(services, service, signal) : sandboxError(refusal);
    }),
  );
}

/** Returns the error of results that were not delivered. Its pause has those of the service calls, which are not repeated. */
export function withServiceResults(error: unknown, pause: Pause, results: readonly unknown[]): unknown {
  if (!ToolferryError.isInstance(error)) return error;
  const { code, message, data } = error;
  const kept = { ...pause, state: addServiceResults(readState(pause.state), results) };
  return new ToolferryError(code, message, { data: { ...(isObject(data) && data), pause: kept }, cause: error.cause });
}
