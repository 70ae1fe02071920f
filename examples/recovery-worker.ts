/**
 * Continues the runs that were cut off when their process ended. Start it with each process of a service. A run that waits for a
 * person is left to that decision, and nobody is asked again.
 * Needs an ATP server (ATP_URL), and in DATA (default .) the journal's runs.db and the session.json that the service keeps.
 */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { OpenRun } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { createJournal, sqliteStore } from 'toolferry/journal';
import { codeOf, tools } from './report-tools.ts';

const { ATP_URL = 'http://localhost:3333', DATA = '.' } = process.env;
const session = JSON.parse(readFileSync(`${DATA}/session.json`, 'utf8'));
const journal = createJournal(sqliteStore(new DatabaseSync(`${DATA}/runs.db`)), { holder: 'reports-1' });
// A call that needs an approval now waits for a person too; examples/approve-in-slack.ts shows a card.
const atp = await connectATP({ baseUrl: ATP_URL, tools, journal, session, approve: () => 'later' });

const waitsForPerson = ({ pause }: OpenRun) => pause?.calls.some(({ waiting }) => waiting !== undefined) ?? false;
const cutOff = (await journal.open()).filter((run) => run.backend === 'atp' && !waitsForPerson(run));

/** Resumes a run. One without a pause was cut off before its first one: it has only its key, and starts again. */
const proceed = ({ key, pause }: OpenRun) => (pause ? atp.resume(pause) : atp.execute(codeOf(key), { key }));
const outcomes = await Promise.allSettled(cutOff.map(proceed));
for (const [index, outcome] of outcomes.entries()) {
  // `already_resumed`: the run is under way in another process, or a person has decided meanwhile.
  const shown =
    outcome.status === 'fulfilled' ? outcome.value.result : `${outcome.reason.code}: ${outcome.reason.message}`;
  console.log(cutOff[index]?.key, JSON.stringify(shown));
}
atp.close();
