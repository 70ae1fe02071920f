/** The models of the demo: real ones if OPENAI_API_KEY is set, or scripted ones. */
import { openai } from '@ai-sdk/openai';
import { ChatOpenAI } from '@langchain/openai';
import type { LanguageModel } from 'ai';
import { scriptedAISDKModel, scriptedLangChainModel } from '../scripted-models.ts';
import { nextStep, steps } from './task.ts';

/** The name of the real model, or undefined if the script is used. */
export const modelName: string | undefined = process.env.OPENAI_API_KEY && (process.env.OPENAI_MODEL ?? 'gpt-5-mini');

export function langChainModel() {
  return modelName ? new ChatOpenAI({ model: modelName }) : scriptedLangChainModel(nextStep, steps);
}

export function aiSDKModel(): LanguageModel {
  return modelName ? openai.chat(modelName) : scriptedAISDKModel(nextStep);
}
