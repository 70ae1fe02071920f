/** A tool of a corpus, whatever it was written for: as it is, and as a client tool. Calls of both end in the recorder. */
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

export function clientCorpusTool(own: ClientTool): CorpusTool {
  return {
    name: toolName(own),
    async source({ record }) {
      const tool = { ...own, handler: record };
      return { station: clientStation(tool), tool };
    },
  };
}

export function langChainCorpusTool(own: ConvertibleTool): CorpusTool {
  const { responseFormat } = own as { responseFormat?: string };
  return {
    name: own.name,
    async source({ record }) {
      const answer = (text: string) => (responseFormat === 'content_and_artifact' ? [text, text] : text);
      const recorded = Object.create(own, { _call: { value: async (input: unknown) => answer(record(input)) } });
      return { station: langChainStation(recorded), tool: fromLangChainTool(recorded) };
    },
  };
}

/** Most of them are written for ai 6. */
export function aiSDKCorpusTool(name: string, own: Tool): CorpusTool {
  return {
    name,
    async source({ record }) {
      const recorded = { ...own, execute: record } as Tool;
      return { station: await aiSDKStation(name, recorded, 6), tool: await fromAISDKTool(name, recorded) };
    },
  };
}
