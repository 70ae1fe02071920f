import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { createAgent, fakeModel } from 'langchain';
import { defineTool } from 'toolferry';
import { approveByInterrupt, createToolsFromClient } from 'toolferry/langchain';
import { type LangGraph, type LangGraphFactory, langGraphBackend } from 'toolferry/langgraph';

export const input = { messages: [{ role: 'user', content: 'go' }] };

const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;
const destructive = { metadata: { operationType: 'destructive' } };

/** A model that decides by the conversation alone, as one does that another process asks: it calls all tools, then answers. */
function decidingModel() {
  const decide = (messages: BaseMessage[]) => {
    const count = messages.filter(({ type }) => type === 'human').length;
    if (messages.at(-1)?.type === 'tool') return new AIMessage(`Answer ${count}`);
    const call = (name: string) => ({ id: `${name}-${count}`, name, args: { n: count } });
    return new AIMessage({ content: '', tool_calls: ['locate', 'sky', 'wipe'].map(call) });
  };
  return Array.from({ length: 20 }).reduce<ReturnType<typeof fakeModel>>((model) => model.respond(decide), fakeModel());
}

/** What a process has: an agent with a server tool and one that needs approval, and the client tool `locate`. */
export function createProcess(
  checkpointer: BaseCheckpointSaver,
  change: (graph: LangGraph) => LangGraph = (each) => each,
) {
  const ran: string[] = [];
  const counted = (name: string, more?: object) =>
    defineTool({
      name,
      description: name,
      inputSchema,
      ...more,
      handler: ({ n }) => {
        ran.push(`${name} ${n}`);
        return `${name} ${n} done`;
      },
    });
  const own = createToolsFromClient([counted('sky'), counted('wipe', destructive)], { approve: approveByInterrupt() });
  const model = decidingModel();
  const factory: LangGraphFactory = ({ tools }) =>
    change(createAgent({ model, tools: [...own, ...tools], checkpointer }));
  return { ran, model, locate: counted('locate'), backend: langGraphBackend(factory) };
}

/** A graph that does its work, and whose process stops before it learns of it, at the stream of this number. */
export function stoppedAfter(streams: number) {
  let left = streams;
  return (graph: LangGraph): LangGraph => ({
    invoke: (...args) => graph.invoke(...args),
    getState: (...args) => graph.getState(...args),
    async stream(...args) {
      const chunks = await graph.stream(...args);
      left -= 1;
      if (left > 0) return chunks;
      for await (const _ of chunks);
      throw new Error('This process has stopped.');
    },
  });
}
