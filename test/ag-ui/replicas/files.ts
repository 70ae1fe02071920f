import { join } from 'node:path';

/** The files of the replicas of one test, in which they write what they did. */
export interface ReplicaFiles {
  /** The results of client tools that the model was shown. */
  readonly answers: string;
  /** The results of the agent's own tool that the model was shown. */
  readonly serverAnswers: string;
  /** What the agent's own tool did. */
  readonly serverEffects: string;
  /** What failed in a replica, to read when a test fails. */
  readonly errors: string;
  /** Returns the file that makes a replica stand still at a moment. */
  moment(name: string, stop: string): string;
}

export function replicaFiles(folder: string): ReplicaFiles {
  const file = (name: string) => join(folder, `${name}.jsonl`);
  return {
    answers: file('answers'),
    serverAnswers: file('server-answers'),
    serverEffects: file('server-effects'),
    errors: file('server-errors'),
    moment: (name, stop) => join(folder, `${stop}, ${name}`),
  };
}
