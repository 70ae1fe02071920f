import { expect, test } from 'vitest';
import { runBlock } from '../docs/code-blocks.ts';
import { needsLetta, readGuides } from '../docs/guides.ts';
import { modelScripts } from '../docs/model-scripts.ts';
import { useLetta } from '../peers/letta/use-letta.ts';

const letta = useLetta();
const blocks = readGuides('docs-letta').flatMap(({ page, blocks }) =>
  blocks.filter(needsLetta).map((block) => ({ ...block, page })),
);

test.each(blocks)('the block of $page under "$title" runs and prints what stands below', async (block) => {
  const script = modelScripts[block.title] ?? [];
  const agent = await letta.agent({
    script: script.map((said) => ('text' in said ? said : { calls: [{ name: said.call, arguments: said.input }] })),
  });
  const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id, LETTA_API_KEY: 'not-a-key' };
  expect(await runBlock(block.file, env)).toBe(block.printed?.trim());
});
