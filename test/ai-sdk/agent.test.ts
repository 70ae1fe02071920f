import * as ai from 'ai';
import { defineTool } from 'toolferry';
import { createToolsFromClient } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { major } from './support/major.js';
import { scriptedModel } from './support/scripted-model.js';

test('client tools run in the agent class of each major', async () => {
  const now = defineTool({ name: 'now', description: 'Now', inputSchema: { type: 'object' }, handler: () => 'noon' });
  const { model, saw } = scriptedModel([{ name: 'now', id: 'c1' }]);
  // ai 5 only has the experimental name, which 6 and 7 keep for their ToolLoopAgent.
  const classes: Record<string, unknown> = { ...ai };
  expect('ToolLoopAgent' in classes).toBe(major > 5);
  const Agent = (classes.ToolLoopAgent ?? classes.Experimental_Agent) as typeof ai.Experimental_Agent;
  const agent = new Agent({ model, tools: createToolsFromClient([now]), stopWhen: ai.stepCountIs(3) });
  expect((await agent.generate({ prompt: 'go' })).text).toBe('done');
  expect(saw()).toEqual({ c1: { type: 'text', value: 'noon' } });
});
