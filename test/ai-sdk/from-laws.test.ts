import { type Tool, tool } from 'ai';
import fc from 'fast-check';
import { type ClientTool, checkDefinition, createBridge, toolName } from 'toolferry';
import { fromAISDKTool, toAISDKTool } from 'toolferry/ai-sdk';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { inputsFor } from '../laws/inputs.ts';
import { berkeleyTools, githubTools, skip } from '../laws/real-tools.ts';
import { samples } from '../laws/samples.ts';

const realTools = () => (skip ? [] : [...githubTools(), ...berkeleyTools()]);

/** A round trip. A spread copy has lost the mark of its origin. */
const toAISDK = (clientTool: ClientTool) => toAISDKTool(clientTool) as Tool;
const fromAISDK = (made: Tool, clientTool: ClientTool) => fromAISDKTool(toolName(clientTool), made);
const shown = (made: Tool) => (made.inputSchema as unknown as { jsonSchema: unknown }).jsonSchema;

function caller(clientTool: ClientTool) {
  const bridge = createBridge({ tools: [clientTool] });
  return (input: unknown) => bridge.execute({ id: 'c', name: toolName(clientTool), input });
}

/** Expects the same result for all inputs, and returns how many were accepted and refused. */
async function expectSame(a: ClientTool, b: ClientTool, numRuns: number) {
  const [callA, callB] = [caller(a), caller(b)];
  const seen = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(inputsFor(a.inputSchema), async (input) => {
      const [one, other] = await Promise.all([callA(input), callB(input)]);
      expect(other).toEqual(one);
      seen[one.error?.code === 'invalid_input' ? 'refused' : 'accepted']++;
    }),
    { numRuns },
  );
  return seen;
}

describe.each([
  ['every kind of schema', Object.values(samples), false, 200],
  ['917 real definitions', realTools(), skip, 12],
] as const)('%s', (_, tools, isSkipped, numRuns) => {
  test.skipIf(isSkipped)('from(to(tool)) is the tool', async () => {
    for (const each of tools) expect(await fromAISDK(toAISDK(each), each)).toBe(each);
  });

  test.skipIf(isSkipped)(
    'a copy that went through the AI SDK has the same visible name, description and schema',
    async () => {
      for (const each of tools) {
        const copy = await fromAISDK({ ...toAISDK(each) } as Tool, each);
        expect(copy).not.toBe(each);
        expect([toolName(copy), copy.description]).toEqual([toolName(each), each.description]);
        expect(shown(toAISDK(copy))).toEqual(shown(toAISDK(each)));
        expect(checkDefinition(copy)).toEqual(checkDefinition(each));
      }
    },
  );

  test.skipIf(isSkipped)(
    'a copy that went through the AI SDK returns the same result for generated valid and invalid inputs',
    async () => {
      const seen = { accepted: 0, refused: 0 };
      for (const each of tools) {
        const { accepted, refused } = await expectSame(
          each,
          await fromAISDK({ ...toAISDK(each) } as Tool, each),
          numRuns,
        );
        seen.accepted += accepted;
        seen.refused += refused;
      }
      const total = tools.length * numRuns;
      expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(total / 10);
    },
  );
});

test.skipIf(skip)(
  'types that JSON Schema does not know are reported, not refused, after a round trip through the AI SDK',
  async () => {
    const copies = await Promise.all(realTools().map((each) => fromAISDK({ ...toAISDK(each) } as Tool, each)));
    const checks = copies.map((copy) => checkDefinition(copy));
    expect(checks.flatMap(({ errors }) => errors)).toEqual([]);
    expect(checks.filter(({ warnings }) => warnings.length > 0).length).toBeGreaterThan(400);
  },
);

/** Compares `from(tool)` with `from(to(from(tool)))`. */
test.each([
  [
    'zod 4',
    z.object({
      text: z.string().min(2),
      n: z
        .number()
        .default(1)
        .transform((n) => n + 1),
    }),
  ],
  [
    'zod 3',
    z3.object({
      text: z3.string().min(2),
      n: z3
        .number()
        .default(1)
        .transform((n) => n + 1),
    }),
  ],
])('to(from(tool)) behaves like the tool: %s', async (_, inputSchema: unknown) => {
  const execute = (input: unknown) => ({ got: input });
  const source = tool({ description: 'Source', inputSchema, execute } as unknown as Tool) as Tool;
  const once = await fromAISDKTool('source', source);
  const twice = await fromAISDKTool('source', { ...toAISDK(once) } as Tool);
  const { accepted, refused } = await expectSame(once, twice, 200);
  expect(Math.min(accepted, refused)).toBeGreaterThan(15);
  expect(await caller(once)({ text: 'ab', more: 1 })).toMatchObject({ output: { got: { text: 'ab', n: 2 } } });
});
