import { ToolferryError } from '../errors.js';
import { digest } from '../tool/digest.js';
import { toDefinition } from '../tool/to-definition.js';
import { toolName } from '../tool/tool-name.js';
import type { Answer, Pause, RunBackend, RunEvent, RunHost, RunOptions, RunState } from '../types.js';
import { type Answering, answerCalls } from './answer-calls.js';
import type { Rules } from './execute.js';
import { offeredTools } from './offered-tools.js';
import { tell } from './tell.js';

interface Run<Request, Output> extends Answering {
  readonly backend: RunBackend<Request, Output>;
  readonly host: RunHost;
  readonly maxRounds: number;
}

/** Starts a run and answers its pauses until it completes. */
export async function startRun<Request, Output>(
  rules: Rules,
  backend: RunBackend<Request, Output>,
  request: Request,
  options?: RunOptions,
): Promise<Output> {
  const run = openRun(rules, backend, options);
  run.signal.throwIfAborted();
  return drive(run, await step(run, () => backend.start(request, run.host)));
}

/** Goes on from a pause, which may come from another process. */
export async function resumeRun<Request, Output>(
  rules: Rules,
  backend: RunBackend<Request, Output>,
  pause: Pause,
  options?: RunOptions,
): Promise<Output> {
  const run = openRun(rules, backend, options);
  checkPause(run, pause);
  return drive(run, { status: 'paused', pause });
}

async function drive<Request, Output>(run: Run<Request, Output>, begun: RunState<Output>): Promise<Output> {
  let state = begun;
  for (let round = 0; state.status === 'paused'; round++) {
    const pause = withDigests(run, state.pause);
    run.tell({ type: 'paused', pause });
    const answers = await answerRound(run, pause, round).catch((error: unknown) => giveUp(run, pause, error));
    state = await step(run, () => run.backend.resume(pause, answers, run.host));
  }
  return state.output;
}

async function answerRound<Request, Output>(
  run: Run<Request, Output>,
  pause: Pause,
  round: number,
): Promise<readonly Answer[]> {
  run.signal.throwIfAborted();
  if (round >= run.maxRounds) throw tooManyRounds(run, pause);
  const answers = await answerCalls(run, pause.calls);
  run.signal.throwIfAborted();
  run.tell({ type: 'resumed', answers });
  run.signal.throwIfAborted();
  return answers;
}

/** While the backend works, an abort is its duty; whatever it rejects with then, the run's reason is the signal's. */
async function step<Output>({ signal }: Answering, work: () => Promise<RunState<Output>>): Promise<RunState<Output>> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Leaves nothing pending. A failing `cancel` never hides why the run ended. */
async function giveUp<Request, Output>(run: Run<Request, Output>, pause: Pause, reason: unknown): Promise<never> {
  try {
    await run.backend.cancel?.(pause);
  } catch {
    throw reason;
  }
  throw reason;
}

function openRun<Request, Output>(
  rules: Rules,
  backend: RunBackend<Request, Output>,
  { signal = new AbortController().signal, maxRounds = Number.POSITIVE_INFINITY, onEvent }: RunOptions = {},
): Run<Request, Output> {
  const tellListener = (event: RunEvent): void => void tell(() => onEvent?.(event));
  const tools = new Map([...rules.tools].map((tool) => [toolName(tool), tool]));
  const offered = offeredTools(rules).map(toDefinition);
  return {
    rules: { ...rules, tools: { get: (name) => tools.get(name), [Symbol.iterator]: () => tools.values() } },
    backend,
    host: { tools: offered, signal, emit: (event) => tellListener({ type: 'backend', event }) },
    journal: new Map(),
    signal,
    maxRounds,
    tell: tellListener,
  };
}

function withDigests({ rules }: Answering, pause: Pause): Pause {
  const calls = pause.calls.map((call) => {
    const tool = call.ask === 'approval' ? undefined : rules.tools.get(call.name);
    return tool === undefined ? call : { ...call, tool: digest(tool) };
  });
  return { ...pause, calls };
}

function checkPause<Request, Output>({ backend, rules }: Run<Request, Output>, pause: Pause): void {
  if (pause.version !== 1) throw mismatch(`its version is ${pause.version}, and this package reads 1`);
  if (pause.backend !== backend.name) throw mismatch(`it is a pause of "${pause.backend}", not of "${backend.name}"`);
  for (const call of pause.calls) {
    if (call.ask === 'approval') continue;
    const tool = rules.tools.get(call.name);
    if (tool === undefined) throw mismatch(`there is no tool "${call.name}" here`);
    if (call.tool !== undefined && call.tool !== digest(tool))
      throw mismatch(`"${call.name}" is defined differently here`);
  }
}

function mismatch(why: string): ToolferryError {
  return new ToolferryError('pause_mismatch', `This pause cannot be resumed here: ${why}. Nothing was run.`);
}

function tooManyRounds<Request, Output>({ maxRounds }: Run<Request, Output>, pause: Pause): ToolferryError {
  return new ToolferryError('max_rounds', `The run was ended: it paused again after ${maxRounds} answered rounds.`, {
    data: { pause },
  });
}
