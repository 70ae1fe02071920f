import { afterAll, beforeAll, beforeEach } from 'vitest';
import { findPythonEnvironment } from '../python-environments.ts';
import { agUIEnvironment } from './environment.ts';
import type { PythonAgent, PythonScripts } from './start-agents.ts';

/** Provides an agent in Python to the tests of one file or `describe`. Skips them if it is not installed. */
export function useAgent(
  start: (scripts: PythonScripts) => Promise<PythonAgent>,
  scripts: PythonScripts,
): { readonly url: string; ranIn(city: string): Promise<string[]> } {
  let agent: PythonAgent | undefined;
  let missing: string | undefined;
  beforeAll(async () => {
    ({ missing } = await findPythonEnvironment(agUIEnvironment));
    if (missing === undefined) agent = await start(scripts);
    else if (process.env.CI) throw new Error(missing);
    else console.warn(`Tests with an AG-UI agent in Python are skipped. ${missing}`);
  });
  afterAll(() => agent?.stop());
  beforeEach(({ skip }) => skip(missing !== undefined, missing));
  return {
    get url() {
      return agent?.url ?? '';
    },
    /** Returns the agent's own tools that ran for a city since it started, in order. */
    async ranIn(city) {
      const calls = (await agent?.ran()) ?? [];
      return calls.filter(({ input }) => 'city' in input && input.city === city).map(({ name }) => name);
    },
  };
}
