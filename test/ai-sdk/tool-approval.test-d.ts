import {
  type GenericToolApprovalFunction,
  generateText,
  type LanguageModel,
  streamText,
  type ToolApprovalConfiguration,
  ToolLoopAgent,
  type ToolSet,
  tool,
} from 'ai';
import type { Bridge } from 'toolferry';
import {
  createToolsFromClient,
  type FromAISDKOptions,
  fromAISDKTool,
  fromAISDKTools,
  toolApproval,
} from 'toolferry/ai-sdk';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

const tools = {
  pay: tool({ description: 'Pay', inputSchema: z.object({ amount: z.number() }), execute: () => 'paid' }),
  ask: tool({ description: 'Ask', inputSchema: z.object({}), outputSchema: z.string() }),
};
declare const set: ToolSet;

// A toolApproval that is typed for ai 7's generateText is accepted.
declare const forThese: ToolApprovalConfiguration<typeof tools, { user: string }>;
declare const forAny: ToolApprovalConfiguration<ToolSet, unknown>;
declare const generic: GenericToolApprovalFunction<typeof tools, never, unknown>;
fromAISDKTools(tools, { toolApproval: forThese });
fromAISDKTools(set, { toolApproval: forAny });
fromAISDKTools(tools, { toolApproval: generic });

// An inline function gets the type of its tool's input.
fromAISDKTools(tools, {
  toolApproval: {
    pay: ({ amount }, { toolCallId }) => {
      expectTypeOf(amount).toEqualTypeOf<number>();
      return toolCallId === '' ? undefined : { type: 'denied', reason: 'closed' };
    },
    ask: 'user-approval',
  },
});
fromAISDKTools(tools, { toolApproval: async ({ toolCall }) => (toolCall.toolName === 'pay' ? 'denied' : undefined) });
fromAISDKTool('pay', tools.pay, {
  toolApproval: { pay: ({ amount }: { amount: number }) => (amount > 1 ? 'denied' : 'approved') },
});
export const options: FromAISDKOptions = { toolApproval: { pay: 'approved' } };
fromAISDKTools(tools, options);

// @ts-expect-error: no such status
fromAISDKTools(tools, { toolApproval: { pay: 'deny' } });
// @ts-expect-error: no such tool
fromAISDKTools(tools, { toolApproval: { buy: 'denied' } });
// @ts-expect-error: no such input
fromAISDKTools(tools, { toolApproval: { pay: ({ price }: { price: number }) => (price ? 'denied' : undefined) } });

// The other way: toolApproval(source) is accepted wherever ai 7 takes a toolApproval, alone and with entries of one's own.
declare const bridge: Bridge;
declare const model: LanguageModel;
const prompt = 'go';
generateText({ model, prompt, tools: createToolsFromClient(bridge), toolApproval: toolApproval(bridge) });
streamText({ model, prompt, tools, toolApproval: { ...toolApproval(bridge), pay: 'denied' } });
export const agent = new ToolLoopAgent({ model, tools, toolApproval: toolApproval(bridge) });
fromAISDKTools(set, { toolApproval: toolApproval(bridge) });
