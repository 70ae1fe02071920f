/** Reports what happens in a process to the demo that started it. */
import { type ClientTool, toolName } from 'toolferry';
import { short } from '../timeline.ts';

export interface DemoEvent {
  readonly what:
    | 'listening'
    | 'agent'
    | 'request'
    | 'model'
    | 'server tool'
    | 'client tool'
    | 'approval'
    | 'received'
    | 'retry'
    | 'text'
    | 'finished';
  readonly text: string;
  /** The tool whose handler starts, or whose call is to be approved. */
  readonly tool?: string;
}

/** An event on its way to the demo. */
export type SentEvent = DemoEvent & { readonly id: number };

const unseen = new Map<number, () => void>();
let count = 0;

process.on('message', (id: number) => {
  unseen.get(id)?.();
  unseen.delete(id);
});
// Without the demo, nothing else stops this process.
process.on('disconnect', () => process.exit());

/**
 * Reports an event. Resolves when the demo has seen it, so that a process which is killed there does nothing more. In a process that
 * was not started by the demo it prints the event.
 */
export async function report(event: DemoEvent): Promise<void> {
  if (process.send === undefined) return console.log(event.what, event.text);
  const id = ++count;
  process.send({ ...event, id } satisfies SentEvent);
  await new Promise<void>((resolve) => {
    unseen.set(id, resolve);
  });
}

/** Returns a decorator for tools that reports when their handlers start, and what these return. */
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
