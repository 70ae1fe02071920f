/** Prints what happens where and when, for the demos. */
import { type ClientTool, toolName } from 'toolferry';

let startedAt = performance.now();

export function startTimeline(title: string): void {
  startedAt = performance.now();
  console.log(`\n${title}`);
}

export function say(where: 'agent' | 'here' | 'server', text: string): void {
  const at = `${Math.round(performance.now() - startedAt)}`.padStart(5);
  console.log(`${at} ms  ${where.padEnd(6)}  ${text}`);
}

/** A decorator: the tool, telling when its handler runs and how it ended. */
export function traced(tool: ClientTool): ClientTool {
  const name = toolName(tool);
  return {
    ...tool,
    handler: async (input, context) => {
      say('here', `${name}(${short(input)}) starts`);
      const elapsed = stopwatch();
      try {
        const output = await tool.handler?.(input, context);
        say('here', `${name} gave ${short(output ?? null)} ${elapsed()}`);
        return output;
      } catch (error) {
        say('here', `${name} failed: ${error instanceof Error ? error.message : error} ${elapsed()}`);
        throw error;
      }
    },
  };
}

/** Starts now; says how long ago that was. */
export function stopwatch(): () => string {
  const start = performance.now();
  return () => `(${Math.round(performance.now() - start)} ms)`;
}

/** A value on one line. */
export function short(value: unknown): string {
  const text = JSON.stringify(value).replaceAll(/(\\n|\s)+/g, ' ');
  return text.length > 70 ? `${text.slice(0, 67)}…` : text;
}
