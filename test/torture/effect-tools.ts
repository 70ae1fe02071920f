import { type ClientTool, defineTool } from 'toolferry';
import type { Effect } from './effects.ts';
import type { TortureTool } from './plan.ts';

/** The functions that are called while a handler runs, in this order. */
export interface EffectWatch {
  /** Its handler has begun. */
  started(): void;
  /** Records its effect, half-way, so that it survives whatever happens next. */
  record(effect: Effect): void;
  /** It is about to return. */
  finishing?(): void;
}

/** Returns the tools. They run in Node and in a page. */
export function effectTools(watch: EffectWatch): ClientTool[] {
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
        watch.started();
        await pass(delayMs / 2);
        const nonce = createNonce();
        watch.record({ plan, callId: toolCallId, nonce });
        await pass(delayMs / 2);
        watch.finishing?.();
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
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Pages without TLS have no `crypto.randomUUID`. */
function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
