import type { BaseCheckpointSaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import type { Bridge } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { langGraphBackend } from 'toolferry/langgraph';
import { scriptedLangChainModel } from '../scripted-models.ts';
import { reportModelCalls } from './report-models.ts';
import { script, steps } from './script.ts';

/** Creates a LangGraph agent with the tools of the server and those of the client that sends the task. */
export function createLangGraphAgent(serverTools: Bridge, checkpointer: BaseCheckpointSaver) {
  const own = createToolsFromClient(serverTools, { thread: true });
  return langGraphBackend(({ tools }) =>
    createAgent({
      model: scriptedLangChainModel(script, steps),
      tools: [...own, ...tools],
      checkpointer,
      middleware: [reportModelCalls],
    }),
  );
}
