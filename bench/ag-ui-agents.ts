/** Agents that call the client's tool `work` once, with an input of the shape that the message names, and then answer. */
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { MemorySaver } from '@langchain/langgraph';
import type { LanguageModel } from 'ai';
import { createAgent, fakeModel } from 'langchain';
import type { Pause, RunBackend } from 'toolferry';
import { aiSDKBackend } from 'toolferry/ai-sdk';
import { langGraphBackend } from 'toolferry/langgraph';
import { readFile, shapes } from './shapes.ts';

export const answer = 'Done: the work is finished.';
const deltas = answer.split(/(?= )/);
const inputs = new Map([...shapes, readFile].map(({ title, input }) => [title, input]));
const inputOf = (title: string) => ({ ...inputs.get(title) });

export const scriptedAgent: RunBackend<string, string> = {
  name: 'scripted',
  async start(title) {
    const calls = [{ id: 'call_1', name: 'work', input: inputOf(title) }];
    const pause: Pause = { version: 1, backend: 'scripted', runId: 'run', calls, state: title };
    return { status: 'paused', pause };
  },
  async resume(_pause, _answers, { emit }) {
    for (const text of deltas) emit({ type: 'text', text });
    return { status: 'completed', output: answer };
  },
};

const decide = (messages: BaseMessage[]) => {
  const last = messages.at(-1);
  if (last?.type === 'tool') return new AIMessage(answer);
  return new AIMessage({
    content: '',
    tool_calls: [{ id: 'call_1', name: 'work', args: inputOf(String(last?.content)) }],
  });
};
const checkpointer = new MemorySaver();
// A model of its own for each segment, because a fake one keeps all that it was asked.
export const langGraphAgent = langGraphBackend(({ tools }) =>
  createAgent({ model: fakeModel().respond(decide).respond(decide), tools, checkpointer }),
);

interface Prompted {
  readonly prompt: readonly { readonly role: string; readonly content: readonly { readonly text?: string }[] }[];
}

function partsOf({ prompt }: Prompted): readonly object[] {
  const last = prompt.at(-1);
  if (last?.role !== 'tool') {
    const input = JSON.stringify(inputOf(last?.content[0]?.text ?? ''));
    return [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'work', input }];
  }
  const pieces = deltas.map((delta) => ({ type: 'text-delta', id: 't', delta }));
  return [{ type: 'text-start', id: 't' }, ...pieces, { type: 'text-end', id: 't' }];
}

const model = {
  specificationVersion: 'v4',
  provider: 'scripted',
  modelId: 'scripted',
  supportedUrls: {},
  async doStream(prompted: Prompted) {
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
    const unified = prompted.prompt.at(-1)?.role === 'tool' ? 'stop' : 'tool-calls';
    const finish = { type: 'finish', finishReason: { unified, raw: undefined }, usage };
    const parts = [{ type: 'stream-start', warnings: [] }, ...partsOf(prompted), finish];
    const stream = new ReadableStream({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
    return { stream };
  },
} as unknown as LanguageModel;

export const aiSDKAgent = aiSDKBackend({ model });
