/**
 * The models of both agents, which follow a script so that the demo needs no key. With real ones this file is:
 *
 *     import { openai } from '@ai-sdk/openai';
 *     import { ChatOpenAI } from '@langchain/openai';
 *
 *     export const models = { langGraph: () => new ChatOpenAI({ model: 'gpt-5-mini' }), aiSDK: openai('gpt-5-mini') };
 */
import { randomUUID } from 'node:crypto';
import { type Script, type Step, scriptedAISDKModel, scriptedLangChainModel } from '../../scripted-models.ts';

const call = (name: string, input: Record<string, unknown> = {}): Step => ({ id: randomUUID(), name, input });

/** Asks the page for a location and a file, then the server for the weather, and then the page to save a note about all of it. */
const script: Script = ([location, file, weather, saved], message) => {
  if (location === undefined) return [call('locate'), call('pick_file')];
  if (!location.startsWith('{')) return { text: `I have no position, so I stop here: ${location}` };
  if (weather === undefined) return call('weather', JSON.parse(location));
  if (saved === undefined) return call('save_note', { text: `${message} (${weather}; file: ${readName(file)})` });
  return { text: `I called four tools. The last one answered: ${saved}` };
};

/** Results arrive as text: JSON, or the message of a failure. */
function readName(text = ''): string {
  return text.startsWith('{') ? JSON.parse(text).name : 'none';
}

/** The steps of the script. */
const steps = 4;

export const models = {
  langGraph: () => scriptedLangChainModel(script, steps),
  aiSDK: scriptedAISDKModel(script),
};
