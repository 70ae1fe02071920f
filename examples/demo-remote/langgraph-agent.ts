import { createAgent } from 'langchain';
import type { Bridge } from 'toolferry';
import { createToolsFromClient } from 'toolferry/langchain';
import { langGraphBackend } from 'toolferry/langgraph';
import { scriptedLangChainModel } from '../scripted-models.ts';
import type { openDatabase } from './database.ts';
import { reportModelCalls } from './report-models.ts';
import { script, steps } from './script.ts';

type Checkpointer = ReturnType<typeof openDatabase>['checkpointer'];

/** Creates a LangGraph agent with the tools of the server and those of the client that asks. */
export function createLangGraphAgent(serverTools: Bridge, checkpointer: Checkpointer) {
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
