/**
 * A LangGraph agent and an AI SDK agent for AG-UI clients. All that they know is in the database, so any replica takes any request, and
 * continues a run whose replica has died. `report` and `reported` are for the timeline of the demo only.
 */
import type { BaseLanguageModel } from '@langchain/core/language_models/base';
import { type ClientTool, createBridge, ToolferryError, toolName } from 'toolferry';
import { type AGUIHandler, createAGUIHandler } from 'toolferry/ag-ui';
import { approveByInterrupt } from 'toolferry/langchain';
import { createAISDKAgent } from './ai-sdk-agent.ts';
import { leaseMs, openDatabase } from './database.ts';
import { createLangGraphAgent } from './langgraph-agent.ts';
import { report, reported } from './report.ts';
import type { ReportedModel } from './report-models.ts';

export interface AgentOptions {
  readonly databaseURL: string;
  /** The tools that run on the server. */
  readonly tools: readonly ClientTool[];
  readonly models: { readonly langGraph: () => BaseLanguageModel; readonly aiSDK: ReportedModel };
  /** Returns who sends a request, or the response that refuses it. */
  authorize(request: Request): string | Response;
}

/** Creates the handler of each agent. */
export function createAgents(given: AgentOptions): { readonly langGraph: AGUIHandler; readonly aiSDK: AGUIHandler } {
  const { models, authorize } = given;
  const { threads, journal, checkpointer, conversations } = openDatabase(given.databaseURL);
  const tools = given.tools.map(reported('server tool'));
  const bridge = createBridge({ tools, approve: approveByInterrupt(), journal });
  const options = {
    store: threads,
    leaseMs,
    serverTools: tools.map(toolName),
    authorize,
    onError(error: unknown) {
      // The client gets these as they are.
      if (!ToolferryError.isInstance(error)) console.error(error);
    },
  };
  return {
    langGraph: createAGUIHandler(createLangGraphAgent(bridge, { model: models.langGraph, checkpointer }), {
      ...options,
      toRequest: ({ threadId, messages }) => ({ threadId, input: { messages } }),
      completed: ({ output }) => report({ what: 'text', text: output.text }),
    }),
    aiSDK: createAGUIHandler(createAISDKAgent(bridge, models.aiSDK), {
      ...options,
      toRequest: ({ threadId, messages }) => conversations.ask(threadId, messages),
      async completed({ threadId, output }) {
        await conversations.answer(threadId, output.messages);
        await report({ what: 'text', text: output.text });
      },
    }),
  };
}
