import { HumanMessage } from '@langchain/core/messages';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { createAgent } from 'langchain';
import { createBridge } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import type { Circumstances } from '../client.ts';
import type { PlannedRun } from '../plan.ts';
import type { Performer } from '../system.ts';
import { ScriptedModel } from './scripted-model.ts';

export function langgraphPerformer({ url, tools, journal }: Circumstances): Performer {
  const bridge = createBridge({ tools, journal });
  // Without a journal a thread cannot be recorded.
  const agentTools = createToolsFromClient(bridge, journal && { thread: true });
  const checkpointer = PostgresSaver.fromConnString(url);
  /** Invokes the graph with the input, or lets it go on from its last checkpoint. */
  const invoke = async (run: PlannedRun) => {
    const agent = createAgent({ model: new ScriptedModel(run), tools: agentTools, checkpointer });
    // Each step is stored before the next one begins: otherwise a crash takes the message that asked for the calls with it.
    const config = { configurable: { thread_id: run.id }, durability: 'sync' as const };
    const { tasks, config: stored } = await agent.graph.getState(config);
    const isStored = stored.configurable?.checkpoint_id !== undefined;
    // Not by `next`, which is empty after the first step too, until the second one begins.
    if (isStored && tasks.length === 0) return;
    const input = isStored ? null : { messages: [new HumanMessage('Go on until all is done.')] };
    await agent.graph.invoke(input, config);
  };
  return { start: invoke, resume: invoke };
}
