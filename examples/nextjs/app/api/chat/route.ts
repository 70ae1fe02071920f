/**
 * The server's part of a chat in Next.js: one tool that runs here after the user has approved the call in the page, and one that
 * the page answers. Needs OPENAI_API_KEY, and APPROVAL_SECRET if more than one process serves the route.
 */
import { openai } from '@ai-sdk/openai';
import { convertToModelMessages, isStepCount, streamText } from 'ai';
import { createBridge } from 'toolferry';
import { createToolsFromClient, toolApproval } from 'toolferry/ai-sdk';
import { book } from '../../../tools/book';
import { locate } from '../../../tools/locate';

const bridge = createBridge({ tools: [book, locate] });
const tools = createToolsFromClient(bridge, { approval: 'framework' });
const secret = process.env.APPROVAL_SECRET ?? crypto.randomUUID();

export async function POST(request: Request): Promise<Response> {
  const { messages } = await request.json();
  const result = streamText({
    model: openai('gpt-5-mini'),
    tools,
    toolApproval: toolApproval(bridge),
    // The messages come from the browser: without a signature, anyone could write an approval into them.
    experimental_toolApprovalSecret: secret,
    stopWhen: isStepCount(5),
    messages: await convertToModelMessages(messages, { tools }),
    abortSignal: request.signal,
  });
  return result.toUIMessageStreamResponse();
}
