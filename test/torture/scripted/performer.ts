import { createBridge } from 'toolferry';
import type { Circumstances } from '../client.ts';
import type { Performer } from '../system.ts';
import { scriptedBackend } from './backend.ts';

export function scriptedPerformer({ url, tools, journal }: Circumstances): Performer {
  const bridge = createBridge({ tools, journal });
  const backend = scriptedBackend(url);
  return {
    start: ({ id }, options) => bridge.run(backend, id, options),
    resume: (_run, pause, options) => bridge.resume(backend, pause, options),
  };
}
