import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTool, defineTool } from 'toolferry';
import type { TortureTool } from './plan.ts';

/** One effect of a handler, in a file that no journal knows of. */
export interface Effect {
  readonly plan: string;
  readonly callId: string;
  /** Different for each effect, and returned by its call. */
  readonly nonce: string;
}

/** Returns the tools. Each handler appends its effect to the file half-way, in one write. */
export function effectTools(file: string, onStart: () => void): ClientTool[] {
  const tool = (name: TortureTool, more: Pick<ClientTool, 'idempotent' | 'metadata'> = {}): ClientTool => ({
    ...defineTool({
      name,
      description: `A ${name} of the torture`,
      inputSchema: {
        type: 'object',
        properties: { plan: { type: 'string' }, delayMs: { type: 'number' }, fails: { type: 'boolean' } },
        required: ['plan', 'delayMs', 'fails'],
      },
      handler: async ({ plan, delayMs, fails }, { toolCallId }) => {
        onStart();
        await pass(delayMs / 2);
        const nonce = crypto.randomUUID();
        appendLine(file, { plan, callId: toolCallId, nonce } satisfies Effect);
        await pass(delayMs / 2);
        if (fails) throw new Error(`refused ${plan} ${nonce}`);
        return `done ${plan} ${nonce}`;
      },
    }),
    ...more,
  });
  return [
    tool('write', { metadata: { operationType: 'write' } }),
    tool('put', { metadata: { operationType: 'write' }, idempotent: true }),
    tool('read', { metadata: { operationType: 'read' } }),
  ];
}

/** A handler of 0 ms does not wait for a timer. */
async function pass(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds);
}

/** Appends one line in one write, so that a kill leaves all of it or nothing. */
export function appendLine(file: string, line: object): void {
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

export function readLines<Line>(file: string): readonly Line[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
