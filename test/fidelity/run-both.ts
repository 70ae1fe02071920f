/** Runs tools of npm packages in their own framework and, converted, in the other one. */
import type { Tool, ToolSet } from 'ai';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { aiSDKTools } from '../peers/ai-sdk-tools/ai-sdk-tools.ts';
import { langChainTools } from '../peers/langchain-tools/langchain-tools.ts';
import { type Answer, answerInAISDK, answerInLangChain } from './answers.ts';
import { aiSDKCorpusTool, type CorpusTool, langChainCorpusTool } from './corpus-tool.ts';
import { withEchoingNetwork } from './echoing-network.ts';
import { generateInputs } from './generate-inputs.ts';
import { isServiceTool, offlineCalls } from './offline-calls.ts';
import { Recorder } from './recorder.ts';
import { approve } from './station.ts';

export interface Run {
  readonly from: string;
  readonly tool: string;
  readonly original: Outcome;
  readonly converted: Outcome;
}

/** The answer that a model reads, and the requests over the network. */
interface Outcome extends Answer {
  readonly requests: readonly string[];
}

/** A tool and its conversion, each with separate files and tables. */
interface Pair {
  readonly from: string;
  readonly tool: CorpusTool;
  original(input: object): Promise<Answer>;
  converted(input: object): Promise<Answer>;
}

export const runLangChainTools = () => withEchoingNetwork(async (requests) => runAll(await langChainPairs(), requests));
export const runAISDKTools = () => withEchoingNetwork(async (requests) => runAll(await aiSDKPairs(), requests));

async function langChainPairs(): Promise<Pair[]> {
  const [first, second] = [Object.entries(await langChainTools()), await langChainTools()];
  return first.flatMap(([from, tools]) =>
    tools.map((tool, index) => {
      const convertedTool = toAISDKTool(fromLangChainTool(second[from]?.[index] ?? tool), { approve }) as Tool;
      return {
        from,
        tool: langChainCorpusTool(tool),
        original: (input) => answerInLangChain(tool, input),
        converted: (input) => answerInAISDK(convertedTool, input),
      };
    }),
  );
}

async function aiSDKPairs(): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const second = await aiSDKTools();
  for (const [from, tools] of Object.entries(await aiSDKTools()))
    for (const [name, tool] of Object.entries(tools)) {
      const convertedTool = toLangChainTool(
        await fromAISDKTool(name, (second[from]?.[name] ?? tool) as ToolSet[string]),
        {
          approve,
        },
      );
      pairs.push({
        from,
        tool: aiSDKCorpusTool(name, tool as Tool),
        original: (input) => answerInAISDK(tool as Tool, input),
        converted: (input) => answerInLangChain(convertedTool, input),
      });
    }
  return pairs;
}

async function runAll(pairs: readonly Pair[], requests: string[]): Promise<Run[]> {
  const runs: Run[] = [];
  const run = async (answer: Promise<Answer>) => ({ ...(await answer), requests: requests.splice(0) });
  for (const [pair, input] of await callsOf(pairs)) {
    const { from, tool } = pair;
    runs.push({
      from,
      tool: tool.name,
      original: await run(pair.original(input)),
      converted: await run(pair.converted(input)),
    });
  }
  return runs;
}

async function callsOf(pairs: readonly Pair[]): Promise<[Pair, object][]> {
  const calls = offlineCalls.flatMap(([from, name, input]): [Pair, object][] => {
    const pair = pairs.find(({ from: source, tool }) => source === from && tool.name === name);
    return pair ? [[pair, input]] : [];
  });
  for (const pair of pairs.filter(({ from, tool }) => isServiceTool(from, tool.name))) {
    const input = await firstAccepted(pair.tool);
    if (input) calls.push([pair, input]);
  }
  return calls;
}

async function firstAccepted(tool: CorpusTool): Promise<object | undefined> {
  const { station } = await tool.source(new Recorder());
  for (const text of generateInputs(station, 40)) if (await station.call(JSON.parse(text))) return JSON.parse(text);
  return undefined;
}
