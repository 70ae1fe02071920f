import { type Tool, tool } from 'ai';
import { z } from 'zod';

/** Notes in memory, and the tools that use them. */
export class Notes {
  #notes: string[] = [];

  readonly adding: Tool<{ text: string }, { count: number }> = tool({
    description: 'Keep a note',
    inputSchema: z.object({ text: z.string() }),
    execute: ({ text }) => ({ count: this.#notes.push(text) }),
  });

  readonly listing: Tool<object, string[]> = new Listing(() => this.#notes) as Tool<object, string[]>;

  clear(): string {
    const count = this.#notes.length;
    this.#notes = [];
    return `Removed ${count}`;
  }
}

/** A tool that is an instance of a class, whose `execute` needs `this`. */
class Listing {
  readonly description = 'List the notes';
  readonly inputSchema = z.object({});
  readonly #read: () => readonly string[];

  constructor(read: () => readonly string[]) {
    this.#read = read;
  }

  execute(): string[] {
    return [...this.#read()];
  }
}
