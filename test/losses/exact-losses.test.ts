import { tool as langChainTool } from '@langchain/core/tools';
import type { ClientTool } from 'toolferry';
import { fromLangChainTools } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { tool as toolOfCore11 } from '../peers/langchain-0.3/core-1.1.ts';
import { expectExact, withCore11, withMajor } from './support/expect-exact.ts';
import { otherInputs } from './support/other-libraries.ts';
import { type Major, majors, sentByAISDK, sentByCore11, sentByLangChain } from './support/sent-schemas.ts';
import { zod3Inputs } from './support/zod-3.ts';
import { zod4Inputs } from './support/zod-4.ts';

const timeout = 120_000;
// ai warns of each recursive schema of zod 3.
vi.spyOn(console, 'warn').mockImplementation(() => {});
const inputs: Readonly<Record<string, () => Record<string, object>>> = {
  'zod 3': zod3Inputs,
  'zod 4': zod4Inputs,
  'ArkType and valibot': otherInputs,
};

describe.each(Object.entries(inputs))('%s', (library, construct) => {
  const constructs = construct();
  const sources = Object.values(constructs).map((schema, index) => ({ name: `t${index}`, schema }));
  const nameOf = (tool: ClientTool) => Object.keys(constructs)[Number(tool.name.slice(1))] ?? tool.name;
  // ai 5 cannot show the schemas of other libraries.
  const least = (major?: Major) => (library.startsWith('zod') ? 60 : major === 5 ? 0 : sources.length);

  test(
    `of LangChain tools with ${library}, exactly the differences in what is sent are reported`,
    async () => {
      const tools = sources.map(({ name, schema }) => langChainTool(() => 'done', { name, schema } as never));
      const before = await sentByLangChain(tools);
      const count = await expectExact(before, fromLangChainTools(tools as never), majors, nameOf);
      expect(count).toBeGreaterThanOrEqual(least());
    },
    timeout,
  );

  test.runIf(library.startsWith('zod'))(
    `of tools of LangChain's core 1.1 with ${library}, exactly the differences in what is sent are reported`,
    async () => {
      const tools = Object.values(construct()).map((schema, index) =>
        toolOfCore11(() => 'done', { name: `t${index}`, schema } as never),
      );
      const { fromLangChainTools: convert } = await withCore11();
      const clientTools = convert(tools as never);
      const count = await expectExact(await sentByCore11(tools), clientTools, majors, nameOf);
      expect(count).toBeGreaterThanOrEqual(least());
    },
    timeout,
  );

  test.each(majors)(
    `of tools of ai %s with ${library}, exactly the differences in what is sent are reported`,
    async (major) => {
      const set = Object.fromEntries(
        sources.map(({ name, schema }) => [name, { inputSchema: schema, execute: () => 'done' }]),
      );
      const before = await sentByAISDK(major, set);
      const { fromAISDKTools } = await withMajor(major);
      const count = await expectExact(before, await fromAISDKTools(set as never), [major], nameOf);
      expect(count).toBeGreaterThanOrEqual(least(major));
    },
    timeout,
  );
});
