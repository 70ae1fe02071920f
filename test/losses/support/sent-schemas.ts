/** The schemas of tools as a provider receives them from each framework. */
import { ChatOpenAI } from '@langchain/openai';
import * as ai7 from 'ai';
import * as ai5 from 'ai-v5';
import * as ai6 from 'ai-v6';
import { scriptedModelOf } from '../../ai-sdk/support/scripted-model.ts';
import { convertToOpenAITool as convertWithCore11 } from '../../peers/langchain-0.3/core-1.1.ts';

export const majors = [5, 6, 7] as const;
export type Major = (typeof majors)[number];

/** The types of the majors exclude each other, although their values are compatible. */
const generateText = { 5: ai5.generateText, 6: ai6.generateText, 7: ai7.generateText } as unknown as Readonly<
  Record<Major, typeof ai7.generateText>
>;

/** Schemas by the name of a tool. A tool that its framework cannot show is left out. */
export type SentSchemas = Readonly<Record<string, object>>;

/** Returns what `generateText` of a major sends for each tool. */
export async function sentByAISDK(major: Major, tools: Readonly<Record<string, object>>): Promise<SentSchemas> {
  return sendAll(Object.entries(tools), async (entries) => {
    const { model, prompts } = scriptedModelOf(major);
    await generateText[major]({ model, prompt: 'go', tools: Object.fromEntries(entries) as ai7.ToolSet });
    return (prompts[0]?.tools ?? []).map(({ name, inputSchema }) => [name, inputSchema]);
  });
}

/** Returns what `ChatOpenAI` sends for each tool. */
export async function sentByLangChain(tools: readonly { readonly name: string }[]): Promise<SentSchemas> {
  return sendAll(
    tools.map((tool) => [tool.name, tool]),
    async (entries) => {
      const bodies: { tools: { function?: { name: string; parameters: unknown } }[] }[] = [];
      const fetch = async (_url: unknown, { body }: RequestInit = {}) => {
        bodies.push(JSON.parse(String(body)));
        return Response.json({ choices: [{ index: 0, message: { role: 'assistant', content: 'done' } }] });
      };
      const model = new ChatOpenAI({
        model: 'gpt-4o-mini',
        apiKey: 'not-a-key',
        maxRetries: 0,
        configuration: { fetch },
      });
      await model.bindTools(entries.map(([, tool]) => tool) as never).invoke('go');
      // A tool of OpenAI itself is not sent as a function.
      const functions = (bodies[0]?.tools ?? []).flatMap((sent) => sent.function ?? []);
      return functions.map(({ name, parameters }) => [name, parameters]);
    },
  );
}

/** Returns what core 1.1 converts each tool to. Models of its time send that. */
export async function sentByCore11(tools: readonly { readonly name: string }[]): Promise<SentSchemas> {
  return sendAll(
    tools.map((tool) => [tool.name, tool]),
    async (entries) => {
      const converted = entries.map(([, tool]) => convertWithCore11(tool as never).function);
      return converted.map(({ name, parameters }) => [name, parameters]);
    },
  );
}

type Entry = readonly [name: string, tool: object];

/** Sends all tools at once. If a framework cannot show one of them, sends halves, until that tool is alone. */
async function sendAll(
  entries: readonly Entry[],
  send: (entries: readonly Entry[]) => Promise<(readonly [name: string, schema: unknown])[]>,
): Promise<SentSchemas> {
  try {
    const sent = await send(entries);
    return JSON.parse(JSON.stringify(Object.fromEntries(sent)));
  } catch {
    if (entries.length <= 1) return {};
    const middle = Math.ceil(entries.length / 2);
    const halves = [entries.slice(0, middle), entries.slice(middle)];
    const [first, second] = await Promise.all(halves.map((half) => sendAll(half, send)));
    return { ...first, ...second };
  }
}
