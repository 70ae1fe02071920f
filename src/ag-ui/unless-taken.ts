import { codeOf } from '../errors.js';

/** Returns what the work returns; undefined if another request has written the thread meanwhile, which has to be read again. */
export async function unlessTaken<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'run_taken' || codeOf(error) === 'run_stopped') return undefined;
    throw error;
  }
}
