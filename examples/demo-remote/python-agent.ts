import { agUIEnvironment } from '../../test/peers/ag-ui/environment.ts';
import { startPydanticAgent } from '../../test/peers/ag-ui/start-agents.ts';
import { findPythonEnvironment } from '../../test/peers/python-environments.ts';
import { short } from '../timeline.ts';
import type { DemoEvent } from './report.ts';
import { pythonScripts } from './script.ts';

interface PythonAgent {
  readonly url: string;
  /** Returns which of its tools ran, as its own process has counted them. */
  ran(): Promise<DemoEvent[]>;
  stop(): Promise<void>;
}

/** Starts an agent of pydantic-ai, with tools of the same names as those of the replicas. Undefined if it is not installed. */
export async function startPythonAgent(): Promise<PythonAgent | undefined> {
  const { missing } = await findPythonEnvironment(agUIEnvironment);
  if (missing !== undefined) return undefined;
  const { url, ran, stop } = await startPydanticAgent(pythonScripts);
  return {
    url,
    stop,
    ran: async () =>
      (await ran()).map(({ name, input }) => ({
        what: 'server tool',
        tool: name,
        text: `${name}(${short(input)}) ran before that, as the agent has counted`,
      })),
  };
}
