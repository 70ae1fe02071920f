import { type BridgeOptions, type ClientTool, createBridge } from 'toolferry';
import { createJournal, type JournalStore, memoryStore } from 'toolferry/journal';
import { type ScriptedServer, scriptedServer } from '../../bridge/support/scripted-server.ts';
import { failingStore } from './failing-store.ts';

export const inputSchema = { type: 'object', properties: { n: { type: 'number' } } } as const;

export interface CutOff {
  readonly store: JournalStore;
  readonly server: ScriptedServer;
  /** Continues the run with other tools or another policy, as the next process. */
  next(options: BridgeOptions): Promise<unknown>;
}

/** A run whose process ended after its one call had begun, and before the answer was recorded. */
export async function cutOff(
  tool: ClientTool,
  options: BridgeOptions = {},
  input: unknown = { n: 1 },
): Promise<CutOff> {
  const store = memoryStore();
  const server = scriptedServer([{ id: 'call', name: tool.name, input }]);
  const { store: dying } = failingStore(store, ({ text }) => text.includes('"answer"'));
  const run = (journalStore: JournalStore, given: BridgeOptions) =>
    createBridge({ ...given, journal: createJournal(journalStore, { holder: 'worker' }) }).run(server, 'go', {
      key: 'run',
    });
  await run(dying, { ...options, tools: [tool] }).catch(() => {});
  return { store, server, next: (given) => run(store, given) };
}
