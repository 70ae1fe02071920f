/** The ways through the conversions. Where one goes on after a framework (`~>`), a stranger's tool is in between. */
import type { Tool } from 'ai';
import { type ClientTool, toolName } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import type { ConversionTarget } from 'toolferry/losses';
import { type Major, majors } from './ai-majors.ts';
import type { Corpus } from './corpora.ts';
import { aiSDKStation, approve, clientStation, langChainStation, type Station } from './station.ts';
import { strangersAISDKTool, strangersLangChainTool } from './strangers.ts';

export interface Direction {
  readonly name: string;
  readonly of: Corpus['of'];
  /** From one client tool to the next, through a framework. */
  readonly through: readonly Step[];
  readonly end: End;
}

interface Step {
  readonly target: ConversionTarget;
  pass(tool: ClientTool): Promise<Passed>;
}

interface End {
  /** None where the way ends in a client tool. */
  readonly target?: ConversionTarget;
  reach(tool: ClientTool): Station | Promise<Station>;
}

interface Passed {
  /** What came out of the framework. */
  readonly tool: ClientTool;
  /** The tool in the framework. */
  readonly inside: Station;
  /** The stranger's tool alone, if its framework has a check of its own. */
  readonly check?: Station;
}

const throughLangChain: Step = { target: 'langchain', pass: passLangChain };

async function passLangChain(tool: ClientTool): Promise<Passed> {
  const made = toLangChainTool(tool, { approve });
  const alone = strangersLangChainTool({ ...shownBy(made), invoke: async () => 'done' });
  return {
    tool: fromLangChainTool(
      strangersLangChainTool({
        ...shownBy(made),
        invoke: (call, config) => made.invoke(call as never, config as never),
      }),
    ),
    inside: langChainStation(made),
    check: langChainStation(alone),
  };
}

function shownBy({ name, description, schema }: ReturnType<typeof toLangChainTool>) {
  return { name, description, schema };
}

const throughAISDK = (major: Major): Step => ({
  target: 'ai-sdk',
  async pass(tool) {
    const made = toAISDKTool(tool, { approve }) as Tool;
    const name = toolName(tool);
    return {
      tool: await fromAISDKTool(name, strangersAISDKTool(made, major)),
      inside: await aiSDKStation(name, made, major),
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
