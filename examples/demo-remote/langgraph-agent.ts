import type { BaseLanguageModel } from '@langchain/core/language_models/base';
import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import type { Bridge } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { langGraphBackend } from 'toolferry/langgraph';
import { reportModelCalls } from './report-models.ts';

interface LangGraphAgentOptions {
  /** Returns the model of one run. */
  readonly model: () => BaseLanguageModel;
  readonly checkpointer: BaseCheckpointSaver;
}

/** Creates a LangGraph agent with the tools of the server and those of the client that sends the task. */
export function createLangGraphAgent(serverTools: Bridge, { model, checkpointer }: LangGraphAgentOptions) {
  const own = createToolsFromClient(serverTools, { thread: true });
  return langGraphBackend(({ tools }) =>
    createAgent({ model: model(), tools: [...own, ...tools], checkpointer, middleware: [reportModelCalls] }),
  );
}
