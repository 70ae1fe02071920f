/** The task of the demo, and the scripts that replace the models of the three agents. */
import type { PythonScripts } from '../../test/peers/ag-ui/start-agents.ts';
import type { Script } from '../scripted-models.ts';

export const task =
  'Plan my trip to Basel: read my calendar and my budget, look up the weather, and book a room, all at once.';

/** A server tool, two client tools, and a server tool that must be approved. */
const calls = [
  { id: 'call_1', name: 'weather', input: { city: 'Basel' } },
  { id: 'call_2', name: 'read_calendar', input: {} },
  { id: 'call_3', name: 'read_budget', input: {} },
  { id: 'call_4', name: 'book_room', input: { city: 'Basel' } },
];

/** The number of steps in the script. */
export const steps = 2;

/** The script of the LangGraph agent and of the AI SDK agent: all calls in one step, then what they returned. */
export const script: Script = (results) => (results.length === 0 ? calls : { text: results.join(', ') });

/** The same script for the agent in Python. */
export const pythonScripts: PythonScripts = { [task]: [{ calls }, { report: true }] };
