import type { Circumstances } from './client.ts';
import type { Performer } from './system.ts';

/** Loads a system's performer, and with it only what that system needs. */
export async function openPerformer(system: string, circumstances: Circumstances): Promise<Performer> {
  const open = performers[system];
  if (open === undefined) throw new Error(`There is no system ${system}.`);
  return open(circumstances);
}

const performers: Readonly<Record<string, (circumstances: Circumstances) => Promise<Performer>>> = {
  scripted: async (circumstances) => (await import('./scripted/performer.ts')).scriptedPerformer(circumstances),
  atp: async (circumstances) => (await import('./atp/performer.ts')).atpPerformer(circumstances),
  letta: async (circumstances) => (await import('./letta/performer.ts')).lettaPerformer(circumstances),
  'langgraph-ag-ui': async (circumstances) => (await import('./ag-ui/performer.ts')).agUIPerformer(circumstances),
  'ai-sdk-ag-ui': async (circumstances) => (await import('./ag-ui/performer.ts')).agUIPerformer(circumstances),
  langgraph: async (circumstances) => (await import('./langgraph/performer.ts')).langgraphPerformer(circumstances),
};
