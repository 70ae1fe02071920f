import { type GenericToolApprovalFunction, type ToolApprovalConfiguration, type ToolSet, tool } from 'ai';
import { type FromAISDKOptions, fromAISDKTool, fromAISDKTools } from 'toolferry/ai-sdk';
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
