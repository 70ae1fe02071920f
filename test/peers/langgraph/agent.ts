/** The agent of the LangGraph server: two headless tools, a slow one of its own, and one that needs approval. */
import { appendFileSync } from 'node:fs';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { createAgent, fakeModel, humanInTheLoopMiddleware, tool } from 'langchain';
import { z } from 'zod';

const schema = z.object({});
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls all tools after each message of the user, and then answers. */
function decide(messages: BaseMessage[]): AIMessage {
  const turn = messages.filter(({ type }) => type === 'human').length;
  if (messages.at(-1)?.type === 'tool') return new AIMessage(`Answer ${turn}`);
  const call = (name: string) => ({ id: `${name}-${turn}`, name, args: {} });
  return new AIMessage({ content: '', tool_calls: ['locate', 'read', 'sky', 'wipe'].map(call) });
}

/** A tool of the server, which records each of its calls in a file. */
const own = (name: string, ms: number) =>
  tool(
    async () => {
      appendFileSync('ran.txt', `${name}\n`);
      await wait(ms);
      return `${name} done`;
    },
    { name, description: name, schema },
  );

const model = Array.from({ length: 100 }).reduce<ReturnType<typeof fakeModel>>(
  (scripted) => scripted.respond(decide),
  fakeModel(),
);
const headless = (name: string) => tool({ name, description: name, schema });

export const { graph } = createAgent({
  model,
  tools: [headless('locate'), headless('read'), own('sky', 300), own('wipe', 0)],
  middleware: [humanInTheLoopMiddleware({ interruptOn: { wipe: true } } as never) as never],
});
