/** Tools of user-defined classes, with fields, private members and overridden methods. */
import type { RunnableConfig } from '@langchain/core/runnables';
import { DynamicStructuredTool, DynamicTool, StructuredTool, Tool, tool } from '@langchain/core/tools';
import { createBridge } from 'toolferry';
import { fromLangChainTool, toLangChainTool } from 'toolferry/langchain';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { callConverted } from './support/call-converted.ts';

const counted = z.object({ by: z.number() });

class Counter extends StructuredTool {
  override name = 'count';
  override description = 'Count on';
  override schema = counted;
  calls = 0;
  #total: number;
  constructor(start: number) {
    super();
    this.#total = start;
  }
  protected override async _call({ by }: z.infer<typeof counted>) {
    this.calls += 1;
    this.#total += by;
    return { total: this.#total, calls: this.calls };
  }
}

/** Its description and serialisation come from private members. */
class Private extends StructuredTool {
  #description = 'Keeps all to itself';
  override name = 'keep';
  override schema = z.object({ text: z.string() });
  override get description() {
    return this.#description;
  }
  override get lc_namespace() {
    return [this.#description];
  }
  override toJSON() {
    return { ...super.toJSONNotImplemented(), id: [this.#description] };
  }
  protected override async _call({ text }: { text: string }) {
    return this.#keep(text);
  }
  #keep(text: string) {
    return [`${this.#description}: ${text}`];
  }
}

test('a class with fields and private members keeps its state between calls', async () => {
  const source = new Counter(40);
  const bridge = createBridge({ tools: [fromLangChainTool(source)] });
  const count = (id: string) => bridge.execute({ id, name: 'count', input: { by: 1 } });
  expect((await count('c1')).output).toEqual({ total: 41, calls: 1 });
  expect((await count('c2')).output).toEqual({ total: 42, calls: 2 });
  expect(source.calls).toBe(2);
});

test('the getters of a class may read private members', async () => {
  const source = new Private();
  expect(fromLangChainTool(source).description).toBe('Keeps all to itself');
  const started = vi.fn();
  source.callbacks = [{ handleToolStart: started }];
  expect(await callConverted(source, { text: 'a' })).toMatchObject({ output: ['Keeps all to itself: a'] });
  expect(started.mock.calls[0]?.[0]).toMatchObject({ id: ['Keeps all to itself'] });
});

test('a frozen LangChain tool can be converted and called', async () => {
  const source = Object.freeze(
    new DynamicTool({ name: 'shout', description: 'Shout', func: async (text) => `${text}!` }),
  );
  expect(await callConverted(source, { input: 'a' })).toMatchObject({ output: 'a!' });
  expect(await toLangChainTool(fromLangChainTool(source)).invoke({ input: 'a' })).toBe('a!');
});

describe('a class that overrides invoke or call', () => {
  class Cached extends StructuredTool {
    override name = 'look_up';
    override description = 'Look up';
    override schema = z.object({ word: z.string() });
    #known = new Map<string, unknown>();
    #lookUps = 0;
    override async invoke(input: never, config?: RunnableConfig): Promise<never> {
      const key = JSON.stringify((input as { args: object }).args);
      const known = this.#known.get(key) ?? (await super.invoke(input, config));
      this.#known.set(key, known);
      return known as never;
    }
    protected override async _call({ word }: { word: string }) {
      this.#lookUps += 1;
      return `${word} (${this.#lookUps})`;
    }
  }

  test('an overridden invoke that uses private members runs, and its result is used', async () => {
    const bridge = createBridge({ tools: [fromLangChainTool(new Cached())] });
    const look = async (word: string) => (await bridge.execute({ id: 'c1', name: 'look_up', input: { word } })).output;
    expect([await look('a'), await look('b'), await look('a')]).toEqual(['a (1)', 'b (2)', 'a (1)']);
  });

  test('an overridden call that uses private members runs, and its result is used', async () => {
    class Counted extends Tool {
      override name = 'echo';
      override description = 'Echo';
      #calls = 0;
      override call(...args: Parameters<Tool['call']>): Promise<never> {
        this.#calls += 1;
        return super.call(...args) as never;
      }
      override async _call(text: string) {
        return `${text} ${this.#calls}`;
      }
    }
    expect(await callConverted(new Counted(), { input: 'a' })).toMatchObject({ output: 'a 1' });
  });

  test('text that an overridden invoke removes is removed everywhere', async () => {
    class Discreet extends DynamicStructuredTool {
      #secret = /\d{4}/g;
      override async invoke(...args: Parameters<DynamicStructuredTool['invoke']>): Promise<never> {
        const message = await super.invoke(...args);
        message.content = message.content.replace(this.#secret, '****');
        return message as never;
      }
    }
    const source = new Discreet({
      name: 'pin',
      description: 'The PIN',
      schema: z.object({}),
      func: async () => 'The PIN is 1234',
    });
    expect(await callConverted(source)).toMatchObject({ output: 'The PIN is ****' });
    expect(await toLangChainTool(fromLangChainTool(source)).invoke({})).toBe('The PIN is ****');
  });

  test('an invoke that was replaced on the object, as tracing tools do, is called', async () => {
    const source = tool(async ({ a }: { a: number }) => a + 1, {
      name: 'add',
      description: 'Add',
      schema: z.object({ a: z.number() }),
    });
    const original = source.invoke;
    const replaced = vi.fn(function (this: typeof source, ...args: Parameters<typeof original>) {
      return original.apply(this, args);
    });
    source.invoke = replaced as never;
    expect(await callConverted(source, { a: 1 })).toMatchObject({ output: '2' });
    expect(replaced).toHaveBeenCalledTimes(1);
    expect(replaced.mock.contexts[0]).toBe(source);
  });

  test('an input that LangChain rejects inside an overridden invoke is invalid_input', async () => {
    class Strict extends DynamicStructuredTool {
      override async invoke(input: never, config?: RunnableConfig): Promise<never> {
        const { args } = input as { args: object };
        return super.invoke(
          { type: 'tool_call', id: 'x', name: this.name, args: { ...args, b: 'no' } },
          config,
        ) as never;
      }
    }
    const schema = z.strictObject({ a: z.number() });
    const source = new Strict({ name: 'add', description: 'Add', schema, func: async () => 'ran' });
    expect(await callConverted(source, { a: 1 })).toMatchObject({ error: { code: 'invalid_input' } });
  });
});
