import { Letta } from '@letta-ai/letta-client';
import { Experimental_Agent, generateText, type LanguageModel, streamText } from 'ai';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { expectTypeOf } from 'vitest';

const model = lettaModel({ client: new Letta(), agentId: 'agent-1', request: { max_steps: 10 } });
const tools = createToolsFromClient([]);

// The model is accepted wherever the AI SDK accepts a model, without a cast.
expectTypeOf(model).toExtend<LanguageModel>();
generateText({ model, tools, prompt: 'go' });
streamText({ model, prompt: 'go' });
new Experimental_Agent({ model, tools });

// @ts-expect-error: model settings belong to the agent and cannot be set in a request
lettaModel({ client: new Letta(), agentId: 'agent-1', request: { temperature: 1 } });
// @ts-expect-error: an agent is required
lettaModel({ client: new Letta() });
