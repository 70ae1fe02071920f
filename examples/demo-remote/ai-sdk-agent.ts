import type { Bridge } from 'toolferry';
import { aiSDKBackend, createToolsFromClient, toolApproval } from 'toolferry/ai-sdk';
import { scriptedAISDKModel } from '../scripted-models.ts';
import { reportedModel } from './report-models.ts';
import { script } from './script.ts';

/** Creates an AI SDK agent with the tools of the server and those of the client that sends the task. */
export function createAISDKAgent(serverTools: Bridge) {
  const model = reportedModel(scriptedAISDKModel(script));
  return aiSDKBackend(({ tools, key }) => ({
    model,
    tools: { ...tools, ...createToolsFromClient(serverTools, { approval: 'framework', thread: key }) },
    toolApproval: toolApproval(serverTools),
  }));
}
