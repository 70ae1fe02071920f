import { ToolferryError } from '../errors.js';
import { shortName } from '../result/short-name.js';
import { digest } from '../tool/definition.js';
import type { RegisteredTools } from '../tool/tools.js';
import type { Pause } from '../types.js';

/** Throws `pause_mismatch` for a pause that this backend and these tools cannot continue. An answered call needs no tool. */
export function checkPause(pause: Pause, backend: string, tools: RegisteredTools): void {
  if (pause.version !== 1)
    throw mismatch(`its version is ${shortName(pause.version)}, but only version 1 is supported`);
  if (pause.backend !== backend) throw mismatch(`its backend is "${shortName(pause.backend)}", not "${backend}"`);
  if (typeof pause.runId !== 'string') throw mismatch('its runId is not a string');
  if (pause.key !== undefined && typeof pause.key !== 'string') throw mismatch('its key is not a string');
  const answered = answeredIds(pause);
  for (const call of pause.calls) {
    if (call.ask === 'approval' || answered.has(call.id)) continue;
    const tool = tools.get(call.name);
    if (tool === undefined) throw mismatch(`there is no tool "${shortName(call.name)}" here`);
    if (call.tool !== undefined && call.tool !== digest(tools.registered(tool)))
      throw mismatch(`"${call.name}" is defined differently here`);
  }
}

/** Returns whether a pause has the answers to all its calls, so that they may have been delivered. */
export function isAnswered(pause: Pause): boolean {
  const answered = answeredIds(pause);
  return answered.size > 0 && pause.calls.every(({ id }) => answered.has(id));
}

function answeredIds({ answers = [] }: Pause): ReadonlySet<string> {
  return new Set(answers.map(({ toolCallId }) => toolCallId));
}

function mismatch(why: string): ToolferryError {
  return new ToolferryError('pause_mismatch', `This pause cannot be resumed here: ${why}. Nothing was run.`);
}
