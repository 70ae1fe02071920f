/** Prints the events of a demo with their time and place. */
import { type ClientTool, toolName } from 'toolferry';

let startedAt = performance.now();

export function startTimeline(title: string): void {
  startedAt = performance.now();
  console.log(`\n${title}`);
}

export function log(where: string, text: string): void {
  const at = `${Math.round(performance.now() - startedAt)}`.padStart(5);
  console.log(`${at} ms  ${where.padEnd(9)}  ${text}`);
}

/** Decorates a tool so that it logs when its handler starts and how it ends. */
export function traced(tool: ClientTool): ClientTool {
  const name = toolName(tool);
  return {
    ...tool,
    handler: async (input, context) => {
      log('here', `${name}(${short(input)}) starts`);
      const elapsed = stopwatch();
      try {
        const output = await tool.handler?.(input, context);
        log('here', `${name} returned ${short(output ?? null)} ${elapsed()}`);
        return output;
      } catch (error) {
        log('here', `${name} failed: ${error instanceof Error ? error.message : error} ${elapsed()}`);
        throw error;
      }
    },
  };
}

/** Starts now. The returned function formats the elapsed time. */
export function stopwatch(): () => string {
  const start = performance.now();
  return () => `(${Math.round(performance.now() - start)} ms)`;
}

/** Formats a value on one short line. */
export function short(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(/(\\n|\s)+/g, ' ');
  return text.length > 70 ? `${text.slice(0, 67)}…` : text;
}
