import { nestedRun } from '../remote/nested-run.js';
import { reportCalls } from '../remote/report-calls.js';
import { startsRun } from '../tool/marks.js';
import type { ClientTool, RunEvent } from '../types.js';
import type { ATPServer } from './atp-server.js';

/**
 * Creates a remote tool whose call is one execution. With a journal a call that is repeated continues its execution. Code that may
 * have started before is not started again, unless the tool only reads.
 */
export function executionTool(
  { isRecorded = false, execute }: ATPServer,
  definition: Omit<ClientTool, 'handler'>,
  toCode: (input: unknown) => string,
): ClientTool {
  const startsOnce = definition.metadata?.operationType !== 'read';
  const tool: ClientTool = {
    ...definition,
    ...(isRecorded && { idempotent: true }),
    async handler(input, context) {
      const onEvent = (event: RunEvent) => reportCalls(event, context.progress);
      const { result } = await execute(toCode(input), { ...nestedRun(context, isRecorded), onEvent }, startsOnce);
      return result;
    },
  };
  return startsRun.set(tool, true);
}
