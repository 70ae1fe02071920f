import type { Pause } from 'toolferry';
import type { Fault } from '../peers/faulty-proxy.ts';
import type { PlannedRun } from './plan.ts';

/** What is tortured: the servers, in processes that survive the client, and how a client uses them. */
export interface System {
  readonly name: string;
  /** The client is killed at most this many milliseconds after the first handler of its life has begun. */
  readonly killWithinMs: number;
  /** What a proxy between client and server does; absent where none is tried. */
  readonly proxy?: ProxyFaults | undefined;
  start(place: Place): Promise<RunningSystem>;
}

/** Each request that matches has one of these faults, or none. */
interface ProxyFaults {
  readonly pattern: RegExp;
  readonly faults: readonly Fault[];
}

/** The folder of one torture, which shares no file with another. */
interface Place {
  readonly folder: string;
  readonly seed: string;
  /** Clients that use the system at the same time. */
  readonly workers: number;
  /** Whether servers are killed too, where several share the work. */
  readonly killsServers: boolean;
}

export interface RunningSystem {
  /** Where the client reaches the server, or its database. */
  readonly url: string;
  /** Prepares the servers for a plan, which begins with the runs of the last one. */
  prepare(runs: readonly PlannedRun[]): Promise<void>;
  /** Returns what the servers received. */
  answers(): Promise<readonly ReceivedAnswer[]>;
  /** Counts what happened where the agent runs, if it is killed too. */
  server?(runs: readonly PlannedRun[]): ServerCounts;
  stop(): Promise<void>;
}

/** What became of the servers, and of the calls of the agent's own tool. */
export interface ServerCounts {
  readonly kills: number;
  readonly asked: number;
  /** At least one for each call. */
  readonly effects: number;
  /** Calls without an effect, or whose result the model was not shown. */
  readonly lost: number;
  /** Calls with a result that is not the one of their effects. */
  readonly wrong: number;
}

/** The text of an answer, as the server received it for a call of the plan. */
export interface ReceivedAnswer {
  readonly plan: string;
  readonly text: string;
}

/** How the client performs the runs of a system. */
export interface Performer {
  start(run: PlannedRun, options: PerformOptions): Promise<unknown>;
  /** Resumes the pause that was noted, where there is no journal. */
  resume(run: PlannedRun, pause: Pause, options: PerformOptions): Promise<unknown>;
}

/** The options of a run on every system. */
export interface PerformOptions {
  readonly key?: string;
  readonly onEvent?: (event: { readonly type: string; readonly pause?: Pause }) => void;
}

/** What a network does to a message: it is cut before, during or after it, delayed, or its response arrives twice. */
export const faultsOfNetworks: readonly Fault[] = [
  'cut before the request',
  'cut during the request',
  'slow request',
  'cut before the response',
  'half a response',
  'cut after the response',
  'slow response',
  'response twice',
];
