/** The routes through the conversions. After `~>` a route continues with a tool that was re-created from the public members. */
import type { Tool } from 'ai';
import { type ClientTool, toolName } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import type { ConversionTarget } from 'toolferry/losses';
import { type Major, majors } from './ai-majors.ts';
import type { Corpus } from './corpora.ts';
import { recreateAISDKTool, recreateLangChainTool } from './re-created-tool.ts';
import { aiSDKStation, approve, clientStation, langChainStation, type Station } from './station.ts';

export interface Direction {
  readonly name: string;
  readonly of: Corpus['of'];
  /** The conversions to a framework and back to a client tool. */
  readonly through: readonly Step[];
  readonly end: End;
}

interface Step {
  readonly target: ConversionTarget;
  pass(tool: ClientTool): Promise<Passed>;
}

interface End {
  /** Absent if the route ends with a client tool. */
  readonly target?: ConversionTarget;
  reach(tool: ClientTool): Station | Promise<Station>;
}

interface Passed {
  /** The client tool that was made of the re-created framework tool. */
  readonly tool: ClientTool;
  /** The framework tool. */
  readonly inside: Station;
  /** The re-created tool with its check only, if its framework validates inputs. */
  readonly check?: Station;
}

const throughLangChain: Step = { target: 'langchain', pass: passLangChain };

async function passLangChain(tool: ClientTool): Promise<Passed> {
  const converted = toLangChainTool(tool, { approve });
  const checkOnly = recreateLangChainTool({ ...shownBy(converted), invoke: async () => 'done' });
  return {
    tool: fromLangChainTool(
      recreateLangChainTool({
        ...shownBy(converted),
        invoke: (call, config) => converted.invoke(call as never, config as never),
      }),
    ),
    inside: langChainStation(converted),
    check: langChainStation(checkOnly),
  };
}

function shownBy({ name, description, schema }: ReturnType<typeof toLangChainTool>) {
  return { name, description, schema };
}

const throughAISDK = (major: Major): Step => ({
  target: 'ai-sdk',
  async pass(tool) {
    const converted = toAISDKTool(tool, { approve }) as Tool;
    const name = toolName(tool);
    return {
      tool: await fromAISDKTool(name, recreateAISDKTool(converted, major)),
      inside: await aiSDKStation(name, converted, major),
    };
  },
});

export const inClient: End = { reach: clientStation };
const inLangChain: End = {
  target: 'langchain',
  reach: (tool) => langChainStation(toLangChainTool(tool, { approve })),
};
const inAISDK = (major: Major): End => ({
  target: 'ai-sdk',
  reach: (tool) => aiSDKStation(toolName(tool), toAISDKTool(tool, { approve }) as Tool, major),
});

export const directions: readonly Direction[] = [
  { of: 'client', name: 'LangChain ~> client', through: [throughLangChain], end: inClient },
  ...majors.map(
    (major): Direction => ({
      of: 'client',
      name: `AI SDK ${major} ~> client`,
      through: [throughAISDK(major)],
      end: inClient,
    }),
  ),
  {
    of: 'client',
    name: 'LangChain ~> AI SDK 7 ~> client',
    through: [throughLangChain, throughAISDK(7)],
    end: inClient,
  },
  {
    of: 'client',
    name: 'AI SDK 7 ~> LangChain ~> client',
    through: [throughAISDK(7), throughLangChain],
    end: inClient,
  },
  ...majors.map(
    (major): Direction => ({
      of: 'LangChain',
      name: `AI SDK ${major}`,
      through: [],
      end: inAISDK(major),
    }),
  ),
  { of: 'LangChain', name: 'AI SDK 7 ~> LangChain', through: [throughAISDK(7)], end: inLangChain },
  { of: 'AI SDK', name: 'LangChain', through: [], end: inLangChain },
  { of: 'AI SDK', name: 'LangChain ~> AI SDK 6', through: [throughLangChain], end: inAISDK(6) },
];
