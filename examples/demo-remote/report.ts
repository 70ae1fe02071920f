/** Reports what happens in this process to the demo that started it. */
import type { ClientTool } from 'toolferry';
import { toolName } from 'toolferry';
import { short } from '../timeline.ts';

export interface DemoEvent {
  readonly what:
    | 'listening'
    | 'agent'
    | 'model'
    | 'server tool'
    | 'client tool'
    | 'approval'
    | 'text'
    | 'refused'
    | 'retry'
    | 'finished';
  readonly text: string;
  /** The name of a tool whose handler starts, or whose call is approved. */
  readonly tool?: string;
}

/** An event on its way to the demo. */
export type SentEvent = DemoEvent & { readonly id: number };

const waiting = new Map<number, () => void>();
let count = 0;

process.on('message', (id: number) => waiting.get(id)?.());
// Without the demo nobody stops this process.
process.on('disconnect', () => process.exit());

/** Reports an event, and waits until the demo has seen it: what it kills there does not go on. */
export function report(event: DemoEvent): Promise<void> {
  const id = ++count;
  process.send?.({ ...event, id } satisfies SentEvent);
  return new Promise((resolve) => {
    waiting.set(id, resolve);
  });
}

/** Returns a decorator of tools that reports when a handler starts, and what it returns. */
export function reported(what: 'server tool' | 'client tool') {
  return (tool: ClientTool): ClientTool => {
    const name = toolName(tool);
    return {
      ...tool,
      async handler(input, context) {
        await report({ what, tool: name, text: `${name}(${short(input)}) starts` });
        const output = await tool.handler?.(input, context);
        await report({ what, text: `${name} returned ${short(output)}` });
        return output;
      },
    };
  };
}
