import { join } from 'node:path';
import { readLines } from '../effects.ts';
import { forkServer } from '../fork-server.ts';
import { faultsOfNetworks, type ReceivedAnswer, type System } from '../system.ts';

export const scripted: System = {
  name: 'scripted HTTP server',
  killWithinMs: 120,
  proxy: { pattern: /^(POST|GET)/, faults: [...faultsOfNetworks, 'request twice'] },
  async start({ folder, seed }) {
    const log = join(folder, 'answers.jsonl');
    const { url, stop } = await forkServer(new URL('server.ts', import.meta.url), [log, seed]);
    return {
      url,
      prepare: async () => {},
      answers: async () => readLines<ReceivedAnswer>(log),
      stop,
    };
  },
};
