/**
 * A chat server with Hono. `streamText` streams its answers to `useChat` or another client of the AI SDK; the tools run here.
 * Needs OPENAI_API_KEY. Listens on PORT (default 3000).
 */
import { openai } from '@ai-sdk/openai';
import { serve } from '@hono/node-server';
import { convertToModelMessages, isStepCount, streamText } from 'ai';
import { Hono } from 'hono';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { z } from 'zod';

const departures = defineTool({
  name: 'departures',
  description: 'When the next ferries leave a harbour',
  inputSchema: z.object({ harbour: z.string() }),
  handler: async ({ harbour }, { signal, progress }) => {
    progress(`asking ${harbour}`);
    const timetable = process.env.TIMETABLE_URL ?? 'http://localhost:3001';
    const response = await fetch(`${timetable}/${encodeURIComponent(harbour)}`, { signal });
    if (!response.ok) throw new Error(`There is no timetable of ${harbour}.`);
    return response.json();
  },
});
const tools = createToolsFromClient([departures], { progress: true });

const app = new Hono();
app.post('/chat', async (context) => {
  const { messages } = await context.req.json();
  const result = streamText({
    model: openai('gpt-5-mini'),
    tools,
    stopWhen: isStepCount(5),
    messages: await convertToModelMessages(messages, { tools }),
    // When the client disconnects, the model and the handler's request are aborted.
    abortSignal: context.req.raw.signal,
  });
  return result.toUIMessageStreamResponse();
});
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
  console.log(`Listening on http://localhost:${port}`),
);
