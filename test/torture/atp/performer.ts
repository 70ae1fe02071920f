import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ATPSession, connectATP } from 'toolferry/atp';
import type { Circumstances } from '../client.ts';
import type { Performer } from '../system.ts';
import { codeOf } from './code.ts';

/** Connects with the session of the first life, which all others share: an execution belongs to its session. */
export async function atpPerformer({ url, folder, tools, journal }: Circumstances): Promise<Performer> {
  const connect = (session?: ATPSession) => connectATP({ baseUrl: url, tools, journal, session });
  const file = join(folder, 'session.json');
  if (!existsSync(file)) keepFirst(file, JSON.stringify((await connect()).session));
  const connection = await connect(JSON.parse(readFileSync(file, 'utf8')) as ATPSession);
  return {
    start: (run, options) => connection.execute(codeOf(run), options),
    resume: (_run, pause, options) => connection.resume(pause, options),
  };
}

/** Creates a file, whole or not at all, unless another worker was first. */
function keepFirst(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
  } catch {
    // It exists.
  }
}
