import { tools as anthropic } from '@langchain/anthropic';
import { customTool, tools as openai } from '@langchain/openai';
import type { ConvertibleTool } from 'toolferry/langchain';

/** Tools that a provider's model knows. `extras`, `metadata` and members of the answer identify them to the provider. */
export const providerTools = {
  bash: anthropic.bash_20250124({ execute: async (input) => `ran ${JSON.stringify(input)}` }) as ConvertibleTool,
  computer: openai.computerUse({
    execute: async () => 'https://example.com/screen.png',
    displayWidth: 800,
    displayHeight: 600,
    environment: 'browser',
  } as never) as ConvertibleTool,
  custom: customTool(async (code) => `ran ${code}`, {
    name: 'run_code',
    description: 'Run code',
    format: { type: 'text' },
  }) as ConvertibleTool,
};
