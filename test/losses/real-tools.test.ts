import type { ClientTool } from 'toolferry';
import { type ConvertibleTool, fromLangChainTools } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { aiSDKTools } from '../peers/ai-sdk-tools/ai-sdk-tools.ts';
import { langChainTools } from '../peers/langchain-tools/langchain-tools.ts';
import { expectExact, withMajor } from './support/expect-exact.ts';
import { majors, sentByAISDK, sentByLangChain } from './support/sent-schemas.ts';

const timeout = 120_000;
const nameOf = ({ name }: ClientTool) => name;

describe('of real tools exactly the differences in what is sent are reported', () => {
  test(
    'of 66 LangChain tools of 10 packages',
    async () => {
      const tools = Object.values(await langChainTools())
        .flat()
        .map((tool, index) => asFunction(tool, `t${index}`));
      const before = await sentByLangChain(tools);
      expect(await expectExact(before, fromLangChainTools(tools), majors, nameOf)).toBe(66);
    },
    timeout,
  );

  test.each(majors)(
    'of 84 AI SDK tools of 10 packages, with ai %s',
    async (major) => {
      const tools = Object.values(await aiSDKTools()).flatMap((set) => Object.values(set));
      const set = Object.fromEntries(tools.map((tool, index) => [`t${index}`, tool]));
      const { fromAISDKTools } = await withMajor(major);
      const before = await sentByAISDK(major, set);
      expect(await expectExact(before, await fromAISDKTools(set), [major], nameOf)).toBe(84);
    },
    timeout,
  );

  test.skipIf(skip)(
    'of 917 definitions of an MCP server and a benchmark',
    async () => {
      const tools = [...githubTools(), ...berkeleyTools()].map((tool, index) => ({ ...tool, name: `t${index}` }));
      const before = Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema]));
      expect(await expectExact(before, tools, majors, nameOf)).toBe(917);
    },
    timeout,
  );
});

/** Returns a view of a tool with a name of its own, which a provider that defines the tool itself is sent as a function too. */
function asFunction(tool: ConvertibleTool, name: string): ConvertibleTool {
  return Object.create(tool, { name: { value: name }, extras: { value: undefined }, metadata: { value: undefined } });
}
