import { join } from 'node:path';
import { readLines } from '../effects.ts';
import { forkServer } from '../fork-server.ts';
import { faultsOfNetworks, type ReceivedAnswer, type System } from '../system.ts';

export const atp: System = {
  name: 'ATP server 0.19.17',
  killWithinMs: 120,
  // To this server the second of two equal requests answers the next call: only it can tell them apart, by a number in the request.
  proxy: { pattern: /^POST \/api\/(execute|resume)/, faults: faultsOfNetworks },
  async start({ folder, workers }) {
    const log = join(folder, 'answers.jsonl');
    const { url, stop } = await forkServer(new URL('server.ts', import.meta.url), [
      log,
      ...(workers > 1 ? ['one at a time'] : []),
    ]);
    return {
      url,
      prepare: async () => {},
      answers: async () => readLines<ReceivedAnswer>(log),
      stop,
    };
  },
};
