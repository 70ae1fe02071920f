/** The script of both agents: it decides by the conversation alone, as a model does that any replica asks. @module */

import { setTimeout as sleep } from 'node:timers/promises';
import { appendLine } from '../../torture/effects.ts';
import type { PlannedRun } from '../../torture/plan.ts';
import type { ReceivedAnswer } from '../../torture/system.ts';
import type { ReplicaFiles } from './files.ts';
import { reach } from './moments.ts';

/** The agent's own tool. The model calls it in each round next to the client's tools, and alone when these are done. */
export const serverTool = {
  name: 'look_up',
  description: 'Runs where the agent runs',
  inputSchema: {
    type: 'object' as const,
    properties: { plan: { type: 'string' as const }, delayMs: { type: 'number' as const } },
    required: ['plan', 'delayMs'],
  },
};

export interface ServerInput {
  readonly plan: string;
  readonly delayMs: number;
}

/** One effect of the agent's own tool. */
export interface ServerEffect {
  readonly plan: string;
  readonly nonce: string;
}

/** The conversation, as far as the script reads it. */
export interface Seen {
  /** The user's message: a planned run as JSON. */
  readonly question: string;
  /** How many messages the model has written. */
  readonly rounds: number;
  /** The results of its last calls. */
  readonly results: readonly { readonly toolCallId: string; readonly text: string }[];
}

export interface Turn {
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: ServerInput }[];
}

/**
 * Returns the model's next message, and writes down the results that it was shown. Its calls have new ids each time, as those of a
 * model that is asked again.
 */
export async function nextTurn({ question, rounds, results }: Seen, files: ReplicaFiles): Promise<Turn> {
  await reach('while the model works', files);
  for (const { toolCallId, text } of results) {
    const plan = toolCallId.split('_')[1] ?? '';
    const file = plan.endsWith('server') ? files.serverAnswers : files.answers;
    appendLine(file, { plan, text } satisfies ReceivedAnswer);
  }
  const run = JSON.parse(question) as PlannedRun;
  if (rounds > run.rounds.length) return { text: 'All is done.', calls: [] };
  const planned = run.rounds[rounds] ?? [];
  const delayMs = Math.max(0, ...planned.map((call) => call.delayMs));
  const call = (name: string, input: ServerInput) => ({ id: newCallId(input.plan), name, input });
  const calls = planned.map(({ id: plan, tool, ...input }) => call(tool, { plan, ...input }));
  const own = call(serverTool.name, { plan: serverCallOf(run, rounds), delayMs });
  return { text: `Round ${rounds + 1}.`, calls: [own, ...calls] };
}

/** Runs the agent's own tool. Half-way it writes down its effect. */
export async function lookUp({ plan, delayMs }: ServerInput, files: ReplicaFiles): Promise<string> {
  const nonce = crypto.randomUUID();
  await sleep(delayMs / 2);
  appendLine(files.serverEffects, { plan, nonce } satisfies ServerEffect);
  await reach('inside a server tool', files);
  await sleep(delayMs / 2);
  return `found ${plan} ${nonce}`;
}

/** Names the calls of the agent's own tool. */
export function serverCallsOf(run: PlannedRun): string[] {
  return Array.from({ length: run.rounds.length + 1 }, (_, round) => serverCallOf(run, round));
}

function serverCallOf({ id }: PlannedRun, round: number): string {
  return `${id}.${round}.server`;
}

function newCallId(plan: string): string {
  return `call_${plan}_${crypto.randomUUID().slice(0, 8)}`;
}
