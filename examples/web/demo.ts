/**
 * A page whose tools run in the page, in headless Chromium, with a LangGraph agent and an AI SDK agent on two replicas of a server. The
 * page is reloaded, opened twice, closed and taken offline, and a replica is killed, while the agents use its tools.
 * Run it with `npm run demo:web`; `npm run demo:web -- --serve` only serves the page, for your own browser. The models are scripts. It
 * needs Chromium (CHROMIUM, default /usr/bin/chromium) and the programs of PostgreSQL. SCREENSHOTS is the folder of the screenshots.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { postgresMissing } from '../../test/peers/postgres.ts';
import { log, startTimeline } from '../timeline.ts';
import { playScenes } from './demo/play-scenes.ts';
import { startSite } from './demo/start-site.ts';

if (postgresMissing !== undefined) {
  console.error(`${postgresMissing}. Install it: apt install postgresql, brew install postgresql. It need not run.`);
  process.exit(1);
}
const folder = mkdtempSync(path.join(os.tmpdir(), 'toolferry-web-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
// Ctrl+C also exits normally, so that nothing is left behind.
process.once('SIGINT', () => process.exit(130));

console.log('Building the page, and starting PostgreSQL and two replicas of the server …');
startTimeline('The server');
const site = await startSite(folder, (where, { what, text }) => log(where, `${what.padEnd(11)}  ${text}`));
if (process.argv.includes('--serve')) {
  console.log(`Open ${site.url} in your browser. Ctrl+C ends it.`);
} else {
  const screenshots = process.env.SCREENSHOTS ?? path.resolve('.tmp/demo-web');
  mkdirSync(screenshots, { recursive: true });
  const problems = await playScenes(site, screenshots);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  await site.stop();
}
