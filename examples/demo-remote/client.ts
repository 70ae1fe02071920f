/**
 * The client: tools of this machine, and whoever decides about approvals. It runs the same task with each agent of its command line,
 * however often the agent's server dies.
 * Needs AGENT_TOKEN. Arguments: a folder, and the name and address of each agent.
 */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBridge, ToolferryError } from 'toolferry';
import { agUIBackend } from 'toolferry/ag-ui';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { clientTools } from './client-tools.ts';
import { report, reported } from './report.ts';
import { task } from './script.ts';

const { AGENT_TOKEN } = process.env;
const [folder = '.', ...agents] = process.argv.slice(2);

const bridge = createBridge({
  tools: clientTools(folder).map(reported('client tool')),
  journal: createJournal(sqliteStore(new DatabaseSync(path.join(folder, 'client.db'))), { holder: 'client' }),
  async approve({ call, reason }) {
    await report({ what: 'approval', tool: call.name, text: `${call.name}? ${reason}. Yes.` });
    return true;
  },
});

/** What a run rejects with when its server dies, or another replica still has it. The next attempt continues it. */
const passing = new Set(['connection_lost', 'conversation_busy', 'stream_incomplete', 'unreachable']);

/** Runs the task until it is done. The key makes all attempts one run. */
async function finish(url: string, key: string): Promise<string> {
  const backend = agUIBackend(url, { headers: { authorization: `Bearer ${AGENT_TOKEN}` } });
  for (;;) {
    try {
      const { text } = await bridge.run(backend, task, { key });
      return text;
    } catch (error) {
      if (!ToolferryError.isInstance(error) || !passing.has(error.code)) throw error;
      await report({ what: 'retry', text: `${error.code}: ${error.message}` });
      await sleep(200);
    }
  }
}

for (let index = 0; index < agents.length; index += 2) {
  const [name = '', url = ''] = agents.slice(index);
  await report({ what: 'agent', text: name });
  const text = await finish(url, `${name}/march`);
  await report({ what: 'finished', text });
}
process.exit();
