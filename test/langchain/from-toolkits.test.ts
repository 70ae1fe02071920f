import { BaseToolkit, type StructuredToolInterface, tool } from '@langchain/core/tools';
import { createBridge } from 'toolferry';
import { createToolsFromClient, fromLangChainTools } from 'toolferry/langchain';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Sums, sqlToolkit } from '../peers/langchain-tools/toolkits.ts';

const add = tool(async ({ a }) => a + 1, { name: 'add', description: 'Add', schema: z.object({ a: z.number() }) });

test('a LangChain toolkit is accepted, and its tools use the database that it was made with', async () => {
  const tools = fromLangChainTools(await sqlToolkit(), {
    namespace: 'db',
    metadata: () => ({ operationType: 'read' }),
  });
  expect(tools.map(({ name }) => name)).toEqual(['query-sql', 'info-sql', 'list-tables-sql', 'query-checker']);
  expect(tools.map(({ namespace, metadata }) => ({ namespace, metadata }))).toEqual(
    Array(4).fill({ namespace: 'db', metadata: { operationType: 'read' } }),
  );
  const input = { input: 'SELECT text FROM notes ORDER BY id' };
  const { output } = await createBridge({ tools }).execute({ id: 'c1', name: 'db_query-sql', input });
  expect(output).toBe('[{"text":"milk"},{"text":"bread"}]');
});

test('a toolkit that extends the base class of @langchain/community is accepted', async () => {
  const [calculator] = createToolsFromClient(fromLangChainTools(new Sums()));
  expect(await calculator?.invoke({ input: '6 * 7' })).toBe('42');
});

describe('other toolkits', () => {
  class PrivateKit extends BaseToolkit {
    readonly tools: StructuredToolInterface[] = [];
    #tools = [add];
    override getTools() {
      return this.#tools;
    }
  }

  test.each([
    ['getTools(), which may use private members', new PrivateKit()],
    ['an object with a list', { tools: [add] }],
    ['a plain list', [add]],
  ])('a toolkit is accepted: %s', (_, toolkit) => {
    expect(fromLangChainTools(toolkit).map(({ name }) => name)).toEqual(['add']);
  });

  test.each([
    ['a promise of tools', { getTools: async () => [add] }, ', not a Promise: use await.'],
    ['an object without tools', { name: 'add' }, '.'],
    ['nothing', undefined, '.'],
  ])('%s is refused with a message that says what to pass', (_, toolkit, butGot) => {
    const message = `fromLangChainTools() expects a list of LangChain tools or a toolkit${butGot}`;
    expect(() => fromLangChainTools(toolkit as never)).toThrow(new TypeError(message));
  });
});
