import { expect, test } from 'vitest';
import { runBlock } from '../docs/code-blocks.ts';
import { needsLetta, readGuides } from '../docs/guides.ts';
import { lettaScriptOf } from '../docs/model-scripts.ts';
import { useLetta } from '../peers/letta/use-letta.ts';

const letta = useLetta();
const blocks = readGuides('docs-letta').flatMap(({ page, blocks }) =>
  // `readme.test.ts` runs the block that needs an App Server.
  blocks
    .filter((block) => needsLetta(block) && !block.code.includes('APP_SERVER'))
    .map((block) => ({ ...block, page })),
);

test.each(blocks)('the block of $page under "$title" runs and prints the output below it', async (block) => {
  const agent = await letta.agent({ script: lettaScriptOf(block.title) });
  const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id, LETTA_API_KEY: 'not-a-key' };
  expect(await runBlock(block.file, env)).toBe(block.printed?.trim());
});
