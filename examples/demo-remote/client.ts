/**
 * The client, with tools of this machine and a user who approves. It gives the task to each agent of its command line, however often
 * the agent's server dies.
 * Needs AGENT_TOKEN. Arguments: a folder, then the name and address of each agent.
 */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentEvent, createBridge, type RunEvent, ToolferryError } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { short } from '../timeline.ts';
import { clientTools } from './client-tools.ts';
import { report, reported } from './report.ts';
import { task } from './script.ts';

const [folder = '.', ...agents] = process.argv.slice(2);
const headers = { authorization: `Bearer ${process.env.AGENT_TOKEN}` };

const bridge = createBridge({
  tools: clientTools(folder).map(reported('client tool')),
  async approve({ call, reason }) {
    await report({ what: 'approval', tool: call.name, text: `of ${call.name}(${short(call.input)}) given: ${reason}` });
    return true;
  },
  journal: createJournal(sqliteStore(new DatabaseSync(path.join(folder, 'runs.db'))), { holder: 'client' }),
});

/** The codes of errors after which the run may be sent again: its server has died, or is gone for a moment. */
const passing = new Set<string>(['connection_lost', 'stream_incomplete', 'unreachable']);

/**
 * Runs the task to its end. The key makes every attempt the same run, in which no tool runs twice. A replica that gets a request again
 * responds when the run continues, which is after the lease of the dead one.
 */
async function finish(url: string, key: string): Promise<string> {
  const signal = AbortSignal.timeout(60_000);
  for (;;) {
    try {
      const { text } = await bridge.run(agUIBackend(url, { headers }), task, { key, signal, onEvent });
      return text;
    } catch (error) {
      if (!ToolferryError.isInstance(error) || !passing.has(error.code)) throw error;
      await report({ what: 'retry', text: `the run again, under its key, after ${error.code}` });
      await sleep(500);
    }
  }
}

function onEvent(event: RunEvent): void {
  if (event.type !== 'backend') return;
  const agentEvent = event.event as AgentEvent;
  if (agentEvent.type !== 'tool-result') return;
  const { toolName, output } = agentEvent.result;
  void report({ what: 'received', text: `the result of ${toolName}: ${short(output)}` });
}

for (let index = 0; index < agents.length; index += 2) {
  const [name = '', url = ''] = agents.slice(index);
  await report({ what: 'agent', text: name });
  const text = await finish(url, `${name}: trip to Basel`);
  await report({ what: 'finished', text });
}
process.exit();
