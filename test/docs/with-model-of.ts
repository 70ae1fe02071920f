import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { modelScripts } from './model-scripts.ts';

/** Runs the model of a section of the docs while `use` runs, which gets the environment variables that direct clients to it. */
export async function withModelOf<Result>(
  title: string,
  use: (env: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> {
  const script = modelScripts[title] ?? [];
  const model = await startScriptedOpenAI((results) => script[results.length] ?? { text: results.at(-1) ?? '' });
  try {
    return await use(model.env);
  } finally {
    await model.stop();
  }
}
