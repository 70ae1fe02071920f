/** LangChain tools with other kinds of inputs and outputs. */
import { ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicTool, StructuredTool, Tool, tool } from '@langchain/core/tools';
import { z } from 'zod';

const shout = new DynamicTool({
  name: 'shout',
  description: 'Convert text to upper case',
  func: async (text) => `${text.toUpperCase()}!`,
});

const reverse = tool(async (text: string) => [...text].reverse().join(''), {
  name: 'reverse',
  description: 'Reverse text',
});

class WordCount extends Tool {
  name = 'word_count';
  description = 'Count the words in text';
  protected override async _call(text = '') {
    return `${text.split(/\s+/).length} words`;
  }
}

class Counter extends StructuredTool {
  name = 'counter';
  description = 'Count on';
  schema = z.object({ by: z.number() });
  #value = 40;
  protected override async _call({ by }: { by: number }) {
    this.#value += by;
    return { value: this.#value };
  }
}

const search = tool(async ({ word }) => [`1 page about ${word}`, [{ title: word, url: 'https://example.com' }]], {
  name: 'search',
  description: 'Search the pages',
  schema: z.object({ word: z.string() }),
  responseFormat: 'content_and_artifact',
});

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const draw = tool(async () => [{ type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }], {
  name: 'draw',
  description: 'Draw a pixel',
  schema: z.object({}),
});

const copyFiles = tool(
  async function* ({ files }) {
    for (const file of files) yield `copied ${file}`;
    return `${files.length} files copied`;
  },
  { name: 'copy_files', description: 'Copy files', schema: z.object({ files: z.array(z.string()) }) },
);

const ticket = tool(
  async (_, { toolCall }) => new ToolMessage({ content: 'Ticket 7', tool_call_id: toolCall?.id ?? '' }),
  {
    name: 'ticket',
    description: 'Draw a ticket',
    schema: z.object({}),
  },
);

const printer = tool(
  async () => new ToolMessage({ content: 'There is no paper.', status: 'error', tool_call_id: '' }),
  { name: 'print', description: 'Print the page', schema: z.object({}) },
);

const double = RunnableLambda.from(({ value }: { value: number }) => ({ value: value * 2 })).asTool({
  name: 'double',
  description: 'Twice a number',
  schema: z.object({ value: z.number() }),
});

export const otherTools = [
  ...[shout, reverse, new WordCount(), new Counter(), search],
  ...[draw, copyFiles, ticket, printer, double],
];
