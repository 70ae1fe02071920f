import {
  type Approve,
  type Bridge,
  type BridgeOptions,
  createBridge,
  defineTool,
  type LateDecision,
  type Pause,
  type PendingCall,
  ToolferryError,
} from 'toolferry';
import { type Mock, vi } from 'vitest';

/** A call that a person has to approve. */
export const refund = (id: string, euros: number): PendingCall => ({ id, name: 'refund', input: { euros, order: 7 } });
/** A call that needs no approval. */
export const note = (id: string): PendingCall => ({ id, name: 'note', input: { id } });

/** A process: its tools count what ran, and its `approve` puts everything off unless it is given another. */
export interface Process {
  readonly bridge: Bridge;
  readonly approve: Mock<Approve>;
  /** What ran, in order. */
  readonly ran: unknown[];
}

export function startProcess(options: BridgeOptions = {}): Process {
  const ran: unknown[] = [];
  const approve = vi.fn<Approve>(options.approve ?? (() => 'later'));
  const tools = [
    defineTool({
      name: 'refund',
      description: 'Pay money back',
      inputSchema: {
        type: 'object',
        properties: { order: { type: 'number' }, euros: { type: 'number' } },
        required: ['order', 'euros'],
      },
      metadata: { operationType: 'destructive' },
      handler: ({ euros }) => {
        ran.push(`refund ${euros}`);
        return `refunded ${euros}`;
      },
    }),
    defineTool({
      name: 'note',
      description: 'Write a note',
      inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
      handler: ({ id }) => {
        ran.push(`note ${id}`);
        return `noted ${id}`;
      },
    }),
  ];
  return { bridge: createBridge({ tools, ...options, approve }), approve, ran };
}

/** Returns the error of a run. */
export async function errorOf(run: Promise<unknown>): Promise<ToolferryError> {
  const error = await run.then(
    (output) => new Error(`It returned ${JSON.stringify(output)}.`),
    (reason: unknown) => reason,
  );
  if (ToolferryError.isInstance(error)) return error;
  throw error;
}

/** Returns the pause of a run that waits, as another process receives it. */
export async function pauseOf(run: Promise<unknown>): Promise<Pause> {
  const error = await errorOf(run);
  if (error.code !== 'approval_pending') throw error;
  return JSON.parse(JSON.stringify((error.data as { readonly pause: Pause }).pause));
}

/** A yes to exactly what a pause shows of each of its waiting calls. */
export function yesTo(pause: Pause, fields: Partial<LateDecision> = {}): { [id: string]: LateDecision } {
  const waiting = pause.calls.filter((call) => call.waiting);
  return Object.fromEntries(
    waiting.map((call) => [call.id, { approved: true, digest: call.waiting?.digest, ...fields }]),
  );
}
