import { Letta } from '@letta-ai/letta-client';
import { Experimental_Agent, generateText, type LanguageModel, streamText } from 'ai';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { lettaModel } from 'toolferry/letta';
import { expectTypeOf } from 'vitest';

const model = lettaModel({ client: new Letta(), agentId: 'agent-1', request: { max_steps: 10 } });
const tools = createToolsFromClient([]);

// It goes wherever the SDK takes a model, without a cast.
expectTypeOf(model).toExtend<LanguageModel>();
generateText({ model, tools, prompt: 'go' });
streamText({ model, prompt: 'go' });
new Experimental_Agent({ model, tools });

// @ts-expect-error: settings are those of the agent, but for what a request can say
lettaModel({ client: new Letta(), agentId: 'agent-1', request: { temperature: 1 } });
// @ts-expect-error: an agent is needed
lettaModel({ client: new Letta() });
