/**
 * The thirty tools of an AI SDK project, used by a Letta agent without any change. `needsApproval` is called in this process.
 * Needs an agent (LETTA_AGENT_ID) on a Letta server (LETTA_BASE_URL), or on Letta Cloud (LETTA_API_KEY).
 */
import { Letta } from '@letta-ai/letta-client';
import { fromAISDKTools } from 'toolferry/ai-sdk';
import { connectLetta } from 'toolferry/letta';
import { tools } from './tools/ai-sdk-tools.ts';

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: await fromAISDKTools(tools),
  approve: ({ call }) => {
    console.log(`Not approved: ${call.name}(${JSON.stringify(call.input)})`);
    return false;
  },
});
const { text } = await letta.send('Try each of your tools once, then list the ones that failed.', {
  onEvent: (event) => {
    if (event.type !== 'call-finished') return;
    const { output, error } = event.result;
    console.log(event.call.name, JSON.stringify(error?.message ?? output));
  },
});
console.log(text);
