/** A run that a tool of a graph has started waits for a person: `execute_code` on a real ATP server, whose code calls client tools. */
import { createJournal, memoryStore } from 'toolferry/journal';
import { describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { createNestedAgent } from './support/nested-agent.ts';

const server = useATPServer();
const refunds = (...euros: number[]) => euros.map((n) => `api.client.refund({ euros: ${n} })`);

describe('with a journal and the option thread', () => {
  const create = (options: object = {}) =>
    createNestedAgent({ baseUrl: server.baseUrl, journal: createJournal(memoryStore()), ...options });

  test('the interrupt shows the nested call, the reason and an id, and the answer continues the execution', async () => {
    const { start, pending, answer, results, ran, started } = await create();
    await start();
    const shown = await pending();
    console.log(JSON.stringify(shown, null, 1));
    await answer(() => true);
    expect(await pending()).toEqual([]);
    expect(await results()).toEqual(['["note before","refund 5"]']);
    expect(ran).toEqual(['note before', 'refund 5']);
    expect(started).toHaveLength(1);
  });

  test('two calls of a pause are asked about together', async () => {
    const { start, pending, answer, results, ran, started } = await create({
      codes: [`return await Promise.all([${refunds(1, 2)}, api.client.note({ text: 'with' })])`],
    });
    await start();
    expect((await pending()).map(({ value }) => value.calls.length)).toEqual([2]);
    await answer(({ args }) => ((args as { euros: number }).euros === 1 ? true : { approved: false, reason: 'no' }));
    console.log(await results(), ran, started.length);
  });

  test('two executions', async () => {
    const { start, pending, answer, results, ran, started } = await create({
      codes: [`return [${refunds(1).map(c=>'await '+c)}]`, `return await ${refunds(2)}`],
    });
    await start();
    console.log((await pending()).map(({ value }) => value.calls));
    await answer(() => true);
    console.log(await results(), ran, started.length, await pending());
  });
  test('twice', async () => {
    const { start, pending, answer, results, ran, started } = await create({
      codes: [`return [await ${refunds(1)}, await ${refunds(1)}.catch((e) => e.message)]`],
    });
    await start();
    await answer(() => true);
    console.log((await pending()).map(({ value }) => value.calls));
    await answer(() => false);
    console.log(await results(), ran, started.length, await pending());
  });
});
