/**
 * A Letta agent calls existing LangChain tools, whose handlers run in this process.
 * Requires an agent (LETTA_AGENT_ID) on a Letta server (LETTA_BASE_URL), or on Letta Cloud (LETTA_API_KEY).
 */
import { tool } from '@langchain/core/tools';
import { Letta } from '@letta-ai/letta-client';
import { fromLangChainTools } from 'toolferry/langchain';
import { connectLetta } from 'toolferry/letta';
import { z } from 'zod';

const calendar = new Map([['Monday', 'dentist']]);
const lookUp = tool(({ day }) => calendar.get(day) ?? 'nothing', {
  name: 'look_up',
  description: 'What is in the calendar?',
  schema: z.object({ day: z.string() }),
});
const enter = tool(({ day, what }) => `${calendar.set(day, what).size} days are taken`, {
  name: 'enter',
  description: 'Enter something into the calendar, in place of what is there',
  schema: z.object({ day: z.string(), what: z.string() }),
});

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: fromLangChainTools([lookUp, enter], {
    metadata: (name) => ({ operationType: name === 'enter' ? 'destructive' : 'read' }),
  }),
  approve: ({ call }) => !calendar.has((call.input as { day: string }).day),
});
const { text } = await letta.send('I have lunch with Ada, on Monday or Tuesday. Put it into my calendar.');
console.log(text);
console.log(Object.fromEntries(calendar));
