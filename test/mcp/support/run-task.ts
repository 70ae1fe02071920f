import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { generateText, isStepCount, type ToolSet } from 'ai';
import { createAgent, fakeModel } from 'langchain';
import type { Bridge } from 'toolferry';
import { createToolsFromClient as toAISDK } from 'toolferry/ai-sdk';
import { createToolsFromClient as toLangChain } from 'toolferry/langchain';
import { scriptedModel } from '../../ai-sdk/support/scripted-model.ts';
import type { TaskCall } from './agent-task.ts';

/** One result as it is shown to a model. */
interface ShownResult {
  readonly text: string;
  readonly failed: boolean;
  readonly image: string | undefined;
}
type Turns = readonly (readonly TaskCall[])[];

/** Runs a task with a scripted model. Resolves to the results that the model was shown, in the order of the calls. */
export type RunTask = (bridge: Bridge, turns: Turns) => Promise<readonly ShownResult[]>;

const idOf = (turn: number, call: number) => `call_${turn}_${call}`;
const withIds = (turns: Turns) =>
  turns.map((calls, turn) => calls.map(({ name, input = {} }, call) => ({ id: idOf(turn, call), name, args: input })));

export const runInLangChain: RunTask = async (bridge, turns) => {
  const model = fakeModel();
  for (const calls of withIds(turns)) model.respondWithTools(calls);
  const agent = createAgent({ model: model.respond(new AIMessage('done')), tools: toLangChain(bridge) });
  const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] }, { recursionLimit: 100 });
  return (messages as BaseMessage[]).filter((message) => ToolMessage.isInstance(message)).map(readMessage);
};

function readMessage({ text, status, content }: ToolMessage): ShownResult {
  const blocks = typeof content === 'string' ? [] : (content as { image_url?: { url: string } }[]);
  const image = blocks.find(({ image_url }) => image_url)?.image_url?.url.replace(/^data:image\/png;base64,/, '');
  return { text, failed: status === 'error', image };
}

export const runInAISDK: RunTask = async (bridge, turns) => {
  const script = withIds(turns).map((calls) => calls.map(({ id, name, args }) => ({ id, name, input: args })));
  const { model, saw } = scriptedModel(...script);
  const tools: ToolSet = toAISDK(bridge);
  await generateText({ model, tools, stopWhen: isStepCount(100), prompt: 'go' });
  const seen = saw();
  return turns.flatMap((calls, turn) => calls.map((_, call) => readOutput(seen[idOf(turn, call)])));
};

function readOutput(output: { readonly type: string; readonly value?: unknown } | undefined): ShownResult {
  const { type, value } = output ?? { type: 'nothing' };
  const failed = type.startsWith('error');
  if (type !== 'content')
    return { text: typeof value === 'string' ? value : JSON.stringify(value), failed, image: undefined };
  const parts = value as {
    type: string;
    text?: string;
    mediaType?: string;
    filename?: string;
    data?: { data: string };
  }[];
  const texts = parts.map(({ text, filename }) => text ?? filename ?? '');
  return {
    text: texts.join('\n').trim(),
    failed,
    image: parts.find(({ mediaType }) => mediaType === 'image/png')?.data?.data,
  };
}
