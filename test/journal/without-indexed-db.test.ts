import { createBridge, defineTool } from 'toolferry';
import { createJournal, indexedDBStore } from 'toolferry/journal';
import { expect, test } from 'vitest';

test('a page that a server renders can create its journal there, and a call fails with journal_failed without running', async () => {
  const ran: unknown[] = [];
  const errors: unknown[] = [];
  const locate = defineTool({
    name: 'locate',
    description: 'Where the user is',
    inputSchema: { type: 'object' },
    handler: (input) => void ran.push(input),
  });
  const journal = createJournal(indexedDBStore());
  const bridge = createBridge({ tools: [locate], journal, onError: (error) => void errors.push(error) });
  const { error } = await bridge.execute({ id: 'c1', name: 'locate', input: {} }, { key: 'c1' });
  expect(error).toMatchObject({ code: 'journal_failed' });
  expect(errors).toMatchObject([
    { cause: new TypeError('indexedDBStore() requires IndexedDB, which only browsers have.') },
  ]);
  expect(ran).toEqual([]);
});
