import { codeOf } from '../../errors.js';

/** Runs the work; resolves to undefined if another request has written the thread meanwhile, which then has to be read again. */
export async function unlessTaken<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'run_taken' || codeOf(error) === 'run_stopped') return undefined;
    throw error;
  }
}
