/**
 * An AI SDK agent that uses the tools of an ATP server alongside an AI SDK tool.
 * Needs an ATP server (ATP_URL) and OPENAI_API_KEY.
 */
import { openai } from '@ai-sdk/openai';
import { generateText, isStepCount, tool } from 'ai';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { connectATP } from 'toolferry/atp';
import { z } from 'zod';

const atp = await connectATP({ baseUrl: process.env.ATP_URL ?? 'http://localhost:3333' });

const shout = tool({
  description: 'Convert text to upper case',
  inputSchema: z.object({ text: z.string() }),
  execute: ({ text }) => `${text.toUpperCase()}!`,
});

const { text } = await generateText({
  model: openai('gpt-5-mini'),
  tools: { ...createToolsFromClient(atp), shout },
  stopWhen: isStepCount(10),
  prompt: 'Let the server count the characters of "toolferry", then shout the number.',
});
console.log(text);
atp.close();
