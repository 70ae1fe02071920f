import { MemorySaver, MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { createAgent } from 'langchain';
import type { LangChainTool } from 'toolferry/langchain';
import { modelThatCalls, type ScriptedCall } from '../run-calls.js';

/** Graphs whose model makes all calls in one message. `createAgent` v2 executes each call as a step of its own. */
export const parallelGraphs = {
  ToolNode: (tools: LangChainTool[], calls: ScriptedCall[]) =>
    new StateGraph(MessagesAnnotation)
      .addNode('model', async ({ messages }) => ({ messages: [await modelThatCalls(...calls).invoke(messages)] }))
      .addNode('tools', new ToolNode(tools))
      .addEdge('__start__', 'model')
      .addEdge('model', 'tools')
      .compile({ checkpointer: new MemorySaver() }),
  'createAgent v1': (tools: LangChainTool[], calls: ScriptedCall[]) => agentGraph(tools, calls, 'v1'),
  'createAgent v2': (tools: LangChainTool[], calls: ScriptedCall[]) => agentGraph(tools, calls, 'v2'),
};

export type ParallelGraph = ReturnType<(typeof parallelGraphs)[keyof typeof parallelGraphs]>;

function agentGraph(tools: LangChainTool[], calls: ScriptedCall[], version: 'v1' | 'v2') {
  return createAgent({ model: modelThatCalls(...calls), tools, checkpointer: new MemorySaver(), version }).graph;
}
