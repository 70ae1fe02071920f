/**
 * Resumes the runs that were open when a deploy changed a tool. A run that waits for a call of the old tool does not continue with
 * the new one: it rejects with `pause_mismatch`, nothing runs, and the run stays open. Here the calls are answered in the tool's
 * place, and the code on the server decides what to do. `journal.forget(key)` would end the record instead.
 * Needs an ATP server (ATP_URL), and in DATA (default .) the journal's runs.db and the session.json that the service keeps.
 */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Pause, ToolferryError, type ToolResult } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { tools } from './report-tools.ts';

const { ATP_URL = 'http://localhost:3333', DATA = '.' } = process.env;
const session = JSON.parse(readFileSync(`${DATA}/session.json`, 'utf8'));
const journal = createJournal(sqliteStore(new DatabaseSync(`${DATA}/runs.db`)), { holder: 'reports-1' });
// The new version of one of the tools.
const changed = tools.map((tool) =>
  tool.name === 'send_report' ? { ...tool, description: 'Send a report to its readers, and to the archive' } : tool,
);
const atp = await connectATP({ baseUrl: ATP_URL, tools: changed, journal, session });

/** Returns the pause with an answer to each call that has none: an earlier process may have started the call. */
function answered(pause: Pause): Pause {
  const known = new Set(pause.answers?.map(({ toolCallId }) => toolCallId));
  const message =
    'This tool has changed while its call waited, and nobody knows whether the call ran. Look before you call it again.';
  const answers = pause.calls
    .filter(({ id }) => !known.has(id))
    .map(
      ({ id, name }): ToolResult => ({
        toolCallId: id,
        toolName: name,
        output: null,
        error: { code: 'failed', message },
      }),
    );
  return { ...pause, answers: [...(pause.answers ?? []), ...answers] };
}

for (const { key, backend, pause } of await journal.open()) {
  if (backend !== 'atp' || pause === undefined) continue;
  try {
    console.log(key, JSON.stringify((await atp.resume(pause)).result));
  } catch (error) {
    if (!ToolferryError.isInstance(error)) throw error;
    console.log(key, error.message);
    // Another code, such as `approval_pending`, has nothing to do with the change.
    if (error.code !== 'pause_mismatch') continue;
    console.log(key, JSON.stringify((await atp.resume(answered(pause))).result));
  }
}
atp.close();
