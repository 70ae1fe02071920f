import { type ConvertibleTool, fromLangChainTools } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { aiSDKTools } from '../peers/ai-sdk-tools/ai-sdk-tools.ts';
import { langChainTools } from '../peers/langchain-tools/langchain-tools.ts';
import { expectExact, withMajor } from './support/expect-exact.ts';
import { majors, sentByAISDK, sentByLangChain } from './support/sent-schemas.ts';

const timeout = 120_000;

describe('of real tools exactly the differences in what is sent are reported', () => {
  test(
    'of 66 LangChain tools of 10 packages',
    async () => {
      const tools = Object.values(await langChainTools())
        .flat()
        .map((tool, index) => asFunction(tool, `t${index}`));
      expect(tools).toHaveLength(66);
      const before = await sentByLangChain(tools);
      await expectExact(before, fromLangChainTools(tools), majors, ({ name }) => name);
    },
    timeout,
  );

  test.each(majors)(
    'of 84 AI SDK tools of 10 packages, with ai %s',
    async (major) => {
      const tools = Object.values(await aiSDKTools()).flatMap((set) => Object.values(set));
      expect(tools).toHaveLength(84);
      const set = Object.fromEntries(tools.map((tool, index) => [`t${index}`, tool]));
      const { fromAISDKTools } = await withMajor(major);
      await expectExact(await sentByAISDK(major, set), await fromAISDKTools(set), [major], ({ name }) => name);
    },
    timeout,
  );

  test.skipIf(skip)(
    'of 917 definitions of an MCP server and a benchmark',
    async () => {
      const tools = [...githubTools(), ...berkeleyTools()].map((tool, index) => ({ ...tool, name: `t${index}` }));
      const before = Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema]));
      await expectExact(before, tools, majors, ({ name }) => name);
    },
    timeout,
  );
});

/** Returns a view of a tool with a name of its own, which a provider that defines the tool itself is sent as a function too. */
function asFunction(tool: ConvertibleTool, name: string): ConvertibleTool {
  return Object.create(tool, { name: { value: name }, extras: { value: undefined }, metadata: { value: undefined } });
}
