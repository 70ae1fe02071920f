import type { Bridge } from 'toolferry';
import { aiSDKBackend, createToolsFromClient, toolApproval } from 'toolferry/ai-sdk';
import { type ReportedModel, reportedModel } from './report-models.ts';

/** Creates an AI SDK agent with the tools of the server and those of the client that sends the task. */
export function createAISDKAgent(serverTools: Bridge, given: ReportedModel) {
  const model = reportedModel(given);
  return aiSDKBackend(({ tools, key }) => ({
    model,
    tools: { ...tools, ...createToolsFromClient(serverTools, { approval: 'framework', thread: key }) },
    toolApproval: toolApproval(serverTools),
  }));
}
