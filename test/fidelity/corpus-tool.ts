/** A tool of a corpus, in its original framework and as a client tool. Calls of both reach the recorder. */
import type { Tool } from 'ai';
import { type ClientTool, toolName } from 'toolferry';
import { fromAISDKTool } from 'toolferry/ai-sdk';
import { type ConvertibleTool, fromLangChainTool } from 'toolferry/langchain';
import type { Recorder } from './recorder.ts';
import { aiSDKStation, clientStation, langChainStation, type Station } from './station.ts';

export interface CorpusTool {
  readonly name: string;
  source(recorder: Recorder): Promise<Source>;
}

interface Source {
  readonly station: Station;
  readonly tool: ClientTool;
}

export function clientCorpusTool(original: ClientTool): CorpusTool {
  return {
    name: toolName(original),
    async source({ record }) {
      const tool = { ...original, handler: record };
      return { station: clientStation(tool), tool };
    },
  };
}

export function langChainCorpusTool(original: ConvertibleTool): CorpusTool {
  const { responseFormat } = original as { responseFormat?: string };
  return {
    name: original.name,
    async source({ record }) {
      const answer = (text: string) => (responseFormat === 'content_and_artifact' ? [text, text] : text);
      const recorded = Object.create(original, {
        _call: { value: async (input: unknown) => answer(record(input)) },
      });
      return { station: langChainStation(recorded), tool: fromLangChainTool(recorded) };
    },
  };
}

/** Uses ai 6, which most of the tools are written for. */
export function aiSDKCorpusTool(name: string, original: Tool): CorpusTool {
  return {
    name,
    async source({ record }) {
      const recorded = { ...original, execute: record } as Tool;
      return { station: await aiSDKStation(name, recorded, 6), tool: await fromAISDKTool(name, recorded) };
    },
  };
}
