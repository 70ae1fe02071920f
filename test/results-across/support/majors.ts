import * as ai7 from 'ai';
import * as ai5 from 'ai-v5';
import * as ai6 from 'ai-v6';
import type { ClientTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { type SeenOutput, scriptedModelOf } from '../../ai-sdk/support/scripted-model.ts';

export const majors = [5, 6, 7] as const;
export type Major = (typeof majors)[number];

/** The types of the majors exclude each other, although their values are compatible. */
const generateText = { 5: ai5.generateText, 6: ai6.generateText, 7: ai7.generateText } as unknown as Readonly<
  Record<Major, typeof ai7.generateText>
>;

/** Runs one call in an agent of this major, and returns the output for programs and the view of the model. */
export async function callWith(major: Major, tool: ClientTool, input: unknown = {}) {
  const tools = createToolsFromClient([tool]);
  const { model, saw } = scriptedModelOf(major, [{ name: tool.name, id: 'c1', input }]);
  const result = await generateText[major]({
    model,
    tools,
    prompt: 'go',
    stopWhen: ({ steps }: { steps: readonly unknown[] }) => steps.length === 2,
  });
  const parts = result.steps.flatMap(({ content }) => content) as { type: string; output?: unknown; error?: unknown }[];
  const part = parts.find(({ type }) => type === 'tool-result' || type === 'tool-error');
  return { type: part?.type, output: part?.output, error: part?.error, shown: withoutUndefined(saw().c1) };
}

/** Returns the value as it is in a provider's JSON. */
function withoutUndefined(output: SeenOutput | undefined): SeenOutput {
  return JSON.parse(JSON.stringify(output ?? { type: 'nothing' }));
}
