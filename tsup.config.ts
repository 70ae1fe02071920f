import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'langchain/index': 'src/langchain/index.ts',
    'ai-sdk/index': 'src/ai-sdk/index.ts',
    'atp/index': 'src/atp/index.ts',
    'letta/index': 'src/letta/index.ts',
    'mcp/index': 'src/mcp/index.ts',
    'losses/index': 'src/losses/index.ts',
    'schema/index': 'src/schema/index.ts',
    'zod3/index': 'src/zod3/index.ts',
  },
  tsconfig: 'src/tsconfig.json',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: false,
  splitting: true,
  sourcemap: true,
  clean: true,
});
