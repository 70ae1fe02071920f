import { type LanguageModel, ToolLoopAgent } from 'ai';
import { defineTool } from 'toolferry';
import { aiSDKBackend, createToolsFromClient, toAISDKTool } from 'toolferry/ai-sdk';
import { z } from 'zod';

declare const model: LanguageModel;

const add = defineTool({
  name: 'add',
  description: 'Add',
  inputSchema: z.object({ a: z.number() }),
  handler: ({ a }) => a,
});

// The agent class of ai 6 and 7; ai 5 only has `Experimental_Agent`.
new ToolLoopAgent({ model, tools: createToolsFromClient([add]) });
new ToolLoopAgent({ model, tools: { add: toAISDKTool(add) } });

// It is a backend, as it is or made for each run.
aiSDKBackend(new ToolLoopAgent({ model }));
aiSDKBackend(new ToolLoopAgent({ model, tools: createToolsFromClient([add]) }));
aiSDKBackend(({ tools }) => new ToolLoopAgent({ model, tools: { ...tools, ...createToolsFromClient([add]) } }));
