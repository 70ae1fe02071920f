/**
 * A Letta agent calls the tools of an AI SDK project: `execute` and `needsApproval` run in this process.
 * Requires an agent (LETTA_AGENT_ID) on a Letta server (LETTA_BASE_URL), or on Letta Cloud (LETTA_API_KEY).
 */
import { Letta } from '@letta-ai/letta-client';
import { tool } from 'ai';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { connectLetta } from 'toolferry/letta';
import { z } from 'zod';

const tools = {
  temperature: tool({
    description: 'The temperature of a room, in °C',
    inputSchema: z.object({ room: z.enum(['kitchen', 'study']) }),
    execute: ({ room }) => ({ kitchen: 21, study: 16 })[room],
  }),
  heat: tool({
    description: 'Heat a room',
    inputSchema: z.object({ room: z.enum(['kitchen', 'study']), degrees: z.number().max(30).default(20) }),
    needsApproval: ({ degrees }) => degrees > 22,
    execute: ({ room, degrees }) => `the ${room} will have ${degrees} °C`,
  }),
};

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: await fromAISDKTools(tools),
  approve: ({ call }) => {
    console.log(`Not approved: ${call.name}(${JSON.stringify(call.input)})`);
    return { approved: false, reason: 'that is too warm' };
  },
});
const { text } = await letta.send('Is a room too cold? Then heat it.', {
  onEvent: (event) => {
    if (event.type === 'call-finished')
      console.log(event.call.name, event.result.error?.message ?? event.result.output);
  },
});
console.log(text);
