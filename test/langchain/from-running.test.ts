import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { type RunnableConfig, RunnableLambda } from '@langchain/core/runnables';
import { DynamicStructuredTool, StructuredTool, ToolInputParsingException, tool } from '@langchain/core/tools';
import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import { createBridge, type ToolContext, ToolferryError } from 'toolferry';
import { fromLangChainTool } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'find', description: 'Find something' };
const open = { ...named, schema: { type: 'object' } as const };
const context = (signal = new AbortController().signal): ToolContext => ({
  toolCallId: 'c1',
  signal,
  progress: () => {},
});

describe('the return value', () => {
  test.each([
    ['an object', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['a number', 7, 7],
    ['false', false, false],
    ['null', null, null],
    ['nothing', undefined, null],
    ['an empty array', [], []],
    ['an array of strings', ['a'], ['a']],
    ['rows that have a type', [{ type: 'user', name: 'Ann' }], [{ type: 'user', name: 'Ann' }]],
    ['a date in an object', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['a Map', new Map([['a', 1n]]), { a: '1' }],
    ['text that looks like JSON', '{"a":1}', '{"a":1}'],
  ])('a returned value becomes the output as JSON: %s', async (_, value, output) => {
    const result = await callConverted(tool(async () => value as object, open));
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'find', output });
  });

  test('concurrent calls do not mix', async () => {
    const source = tool(async ({ n }: { n: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 10 - n));
      return { n };
    }, open);
    const bridge = createBridge({ tools: [fromLangChainTool(source)] });
    const calls = [...Array(8).keys()].map((n) => bridge.execute({ id: `c${n}`, name: 'find', input: { n } }));
    expect((await Promise.all(calls)).map(({ output }) => output)).toEqual([...Array(8).keys()].map((n) => ({ n })));
  });

  test('a user-defined class may use private members in _call', async () => {
    class Counter extends StructuredTool {
      name = 'count';
      description = 'Count';
      schema = z.object({ by: z.number() });
      #total = 40;
      protected override async _call({ by }: { by: number }) {
        this.#total += by;
        return { total: this.#total };
      }
    }
    expect(await callConverted(new Counter(), { by: 2 })).toMatchObject({ output: { total: 42 } });
  });

  test('the result of an overridden invoke that is not a message is the output', async () => {
    class Short extends DynamicStructuredTool {
      override async invoke(...args: Parameters<DynamicStructuredTool['invoke']>): Promise<never> {
        const { content } = await super.invoke(...args);
        return `${content.slice(0, 5)} …` as never;
      }
    }
    const source = new Short({ ...open, func: async () => 'a long text' });
    expect(await callConverted(source)).toMatchObject({ output: 'a lon …' });
  });

  test('the output of a RunnableToolLike is the value itself', async () => {
    const runnable = RunnableLambda.from(({ a }: { a: number }) => ({ double: a * 2 }));
    const source = runnable.asTool({ ...named, schema: z.object({ a: z.number() }) });
    expect(await callConverted(source, { a: 2 })).toMatchObject({ output: { double: 4 } });
    expect(await callConverted(source, { a: 'x' })).toMatchObject({ error: { code: 'invalid_input' } });
  });
});

describe('the input of a LangChain tool', () => {
  test('the input is validated by the schema of the tool and parsed once, by LangChain', async () => {
    const seen = vi.fn(async (input: { day: Date; limit: number }) => ({
      limit: input.limit,
      year: input.day.getFullYear(),
    }));
    const double = z.number().transform((value) => value * 2);
    const source = tool(seen, { ...named, schema: z.object({ day: z.coerce.date(), limit: double.default(10) }) });
    expect(await callConverted(source, { day: '2024-05-05', limit: 4 })).toMatchObject({
      output: { limit: 8, year: 2024 },
    });
    expect(await callConverted(source, { day: '2024-05-05' })).toMatchObject({ output: { limit: 10 } });
    expect(seen.mock.calls[0]?.[0].day).toBeInstanceOf(Date);
  });

  test.each([
    ['zod 3', z3.object({ a: z3.string().refine((text) => text !== 'no', 'is not allowed') })],
    ['zod 4', z.object({ a: z.string().refine(async (text) => text !== 'no', 'is not allowed') })],
  ])('a refinement that only %s can check refuses the input, with its path in the message', async (_, schema) => {
    const run = vi.fn(async () => 'ran');
    const source = new DynamicStructuredTool({ ...named, schema, func: run });
    expect((await callConverted(source, { a: 'no' })).error).toEqual({
      code: 'invalid_input',
      message: 'Invalid input for "find": a: is not allowed.',
    });
    expect(run).not.toHaveBeenCalled();
    expect(await callConverted(source, { a: 'yes' })).toMatchObject({ output: 'ran' });
  });

  test('a refinement that throws makes the input invalid', async () => {
    const schema = z.object({ a: z.any().refine(() => fail('the list is not loaded')) });
    expect(
      (
        await callConverted(
          tool(async () => 'ran', { ...named, schema }),
          { a: 1 },
        )
      ).error,
    ).toEqual({
      code: 'invalid_input',
      message: 'Invalid input for "find": its validator failed (the list is not loaded).',
    });
  });

  test("arguments that have a member type: 'tool_call' reach the tool unchanged, as approved", async () => {
    const approve = vi.fn(() => true);
    const input = { type: 'tool_call', args: { hidden: true } };
    for (const schema of [open.schema, z.looseObject({})]) {
      const source = tool(async (args) => args, { ...named, schema });
      const metadata = () => ({ requiresApproval: true });
      expect(await callConverted(source, input, { approve, metadata })).toMatchObject({ output: input });
    }
    expect(approve).toHaveBeenCalledTimes(2);
  });

  test('a direct call of the handler is validated by LangChain', async () => {
    const converted = fromLangChainTool(tool(async () => 'ran', { ...named, schema: z.object({ a: z.number() }) }));
    const error: unknown = await Promise.resolve(converted.handler?.({ a: 'x' }, context())).catch((error) => error);
    expect(ToolferryError.isInstance(error) && error.code).toBe('invalid_input');
    expect(String(error)).toMatch(/^Invalid input for "find": .*expected number.*at a/);
  });
});

test('a parsing error of LangChain is recognized from another copy of its core, and under a renamed class', async () => {
  const Renamed = class extends ToolInputParsingException {};
  const copy = { ToolInputParsingException: class ToolInputParsingException extends Error {} };
  for (const parsingError of [new Renamed('no such file'), new copy.ToolInputParsingException('no such file')]) {
    const source = { ...named, schema: {}, invoke: () => Promise.reject(parsingError) };
    expect((await callConverted(source)).error).toEqual({
      code: 'invalid_input',
      message: 'Invalid input for "find": no such file',
    });
  }
});

describe('failures of a LangChain tool', () => {
  test('an error that a tool throws is a failed call with its message, without a stack', async () => {
    const source = tool(async () => fail('There is no paper.\n    at printer.ts:1'), open);
    expect((await callConverted(source)).error).toEqual({ code: 'failed', message: 'There is no paper.' });
  });

  test('a parsing error from inside a tool is not reported as invalid input of its call', async () => {
    const inner = tool(async () => 'ran', { ...named, schema: z.object({ a: z.number() }) });
    const source = tool(async () => inner.invoke({ a: 'x' } as never), open);
    expect(await callConverted(source)).toMatchObject({ error: { code: 'failed' } });
    const thrown = tool(async () => {
      throw new ToolInputParsingException('elsewhere');
    }, open);
    expect(await callConverted(thrown)).toMatchObject({ error: { code: 'failed', message: 'elsewhere' } });
  });

  test('an interrupt of a converted tool passes through execute', async () => {
    const interrupt = Object.assign(new Error('interrupt'), { is_bubble_up: true });
    await expect(callConverted(tool(() => Promise.reject(interrupt), open))).rejects.toBe(interrupt);
  });

  test('a circular return value is invalid_output (mastra#14535)', async () => {
    const circular: { self?: object } = {};
    circular.self = circular;
    expect(await callConverted(tool(async () => circular, open))).toMatchObject({ error: { code: 'invalid_output' } });
  });
});

describe('signals', () => {
  test('a call that is already aborted never reaches the tool, whose promise would never settle', async () => {
    const run = vi.fn(async () => 'ran');
    const aborted = AbortSignal.abort('the user left');
    const source = tool(run, open);
    expect(await callConverted(source, {}, { signal: aborted })).toMatchObject({ error: { code: 'aborted' } });
    await expect(fromLangChainTool(source).handler?.({}, context(aborted))).rejects.toThrow('the user left');
    expect(run).not.toHaveBeenCalled();
  });

  test('a call that is already aborted does not reach a runnable or its callbacks', async () => {
    const invoke = vi.fn(async () => 'ran');
    const converted = fromLangChainTool({ ...named, schema: {}, invoke });
    await expect(converted.handler?.({}, context(AbortSignal.abort('the user left')))).rejects.toThrow('the user left');
    expect(invoke).not.toHaveBeenCalled();
  });

  test('a call that is aborted while LangChain starts it never reaches the tool', async () => {
    const run = vi.fn(async () => 'ran');
    const controller = new AbortController();
    class Leaves extends BaseCallbackHandler {
      name = 'leaves';
      override awaitHandlers = true;
      override handleToolStart() {
        controller.abort('the user left');
      }
    }
    const source = tool(run, { ...open, callbacks: [new Leaves()] });
    await expect(fromLangChainTool(source).handler?.({}, context(controller.signal))).rejects.toThrow('the user left');
    expect(run).not.toHaveBeenCalled();
  });

  test.each([
    ['tool()', (func: (input: object, config: RunnableConfig) => Promise<string>) => tool(func, open)],
    [
      'DynamicStructuredTool, which ignores signals',
      (func: (input: object, config: RunnableConfig) => Promise<string>) =>
        new DynamicStructuredTool({ ...open, func: (input, _, config) => func(input as object, config ?? {}) }),
    ],
  ])('the signal reaches the tool, and an aborted call does not wait for the tool: %s', async (_, make) => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const source = make((_input, { signal }) => {
      signal?.addEventListener('abort', () => seen.push(signal.reason));
      return new Promise(() => {});
    });
    setTimeout(() => controller.abort('stop'), 5);
    const result = await callConverted(source, {}, { signal: controller.signal });
    expect(result).toMatchObject({ error: { code: 'aborted' } });
    expect(seen).toEqual(['stop']);
  });
});

describe('progress', () => {
  test('values that a generator yields are progress, and its return value is the output', async () => {
    const source = tool(async function* ({ upTo }: { upTo: number }) {
      for (let n = 1; n <= upTo; n++) yield { n };
      return { done: true };
    }, open);
    const seen: unknown[] = [];
    const result = await callConverted(source, { upTo: 3 }, { onProgress: (value) => seen.push(value) });
    expect(result.output).toEqual({ done: true });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('an aborted call ends the generator of the tool', async () => {
    const controller = new AbortController();
    const ended = vi.fn();
    const source = tool(async function* () {
      try {
        for (let n = 0; n < 1000; n++) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield n;
        }
      } finally {
        ended();
      }
    }, open);
    const onProgress = (value: unknown) => value === 2 && controller.abort('enough');
    const result = await callConverted(source, {}, { signal: controller.signal, onProgress });
    expect(result).toMatchObject({ error: { code: 'aborted' } });
    await expect.poll(() => ended).toHaveBeenCalledTimes(1);
  });

  test('values that a tool writes are progress if no graph calls it', async () => {
    const source = tool(async (_, config) => {
      (config as LangGraphRunnableConfig).writer?.('half');
      return 'whole';
    }, open);
    const seen: unknown[] = [];
    const result = await callConverted(source, {}, { onProgress: (value) => seen.push(value) });
    expect([seen, result.output]).toEqual([['half'], 'whole']);
  });
});

test('a callback that throws does not fail a generator tool, as in LangChain itself', async () => {
  class Broken extends BaseCallbackHandler {
    name = 'broken';
    override awaitHandlers = true;
    override raiseError = true;
    override handleToolEvent() {
      throw new Error('the tracer is offline');
    }
  }
  const source = tool(
    async function* () {
      yield 'half';
      return 'whole';
    },
    { ...open, callbacks: [new Broken()] },
  );
  const seen: unknown[] = [];
  const result = await callConverted(source, {}, { onProgress: (value) => seen.push(value) });
  expect([result.output, seen]).toEqual(['whole', ['half']]);
  expect(await source.invoke({})).toBe('whole');
});

test("LangChain's callbacks receive each call of a converted tool, with its name and call id", async () => {
  const events: string[] = [];
  class Recorder extends BaseCallbackHandler {
    name = 'recorder';
    override awaitHandlers = true;
    override handleToolStart(
      ...[, input, , , , , runName, toolCallId]: Parameters<NonNullable<BaseCallbackHandler['handleToolStart']>>
    ) {
      events.push(`start ${runName} ${toolCallId} ${input}`);
    }
    override handleToolEvent(chunk: unknown) {
      events.push(`event ${chunk}`);
    }
    override handleToolEnd(output: { content: unknown }) {
      events.push(`end ${output.content}`);
    }
    override handleToolError(error: Error) {
      events.push(`error ${error.message}`);
    }
  }
  const fields = { ...open, callbacks: [new Recorder()] };
  await callConverted(
    tool(async () => ({ a: 1 }), fields),
    { q: 1 },
  );
  await callConverted(tool(async () => fail('no'), fields));
  await callConverted(
    tool(async function* () {
      yield 'half';
      return 'whole';
    }, fields),
  );
  expect(events).toEqual([
    'start find c1 {"q":1}',
    'end {"a":1}',
    'start find c1 {}',
    'error no',
    'start find c1 {}',
    'event half',
    'end whole',
  ]);
});

function fail(message: string): never {
  throw new Error(message);
}
