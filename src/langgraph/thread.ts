import { ToolferryError } from '../errors.js';
import { createToolsFromClient } from '../langchain/to/create-tools-from-client.js';
import type { LangChainTool } from '../langchain/to/langchain-tool.js';
import type { RunHost } from '../types.js';
import { getProperty, isObject } from '../unknown.js';
import { type Emitted, eventEmitter } from './emit-events.js';
import { fence } from './fence.js';
import type { GraphSnapshot, LangGraph, OpenGraph, ThreadConfig } from './graph.js';
import { messagesOf } from './messages.js';
import type { Question } from './read-questions.js';
import { isRemote, readRemote, untilInterrupt } from './remote-graph.js';

/** The run that a graph is created for. */
export interface LangGraphRun {
  /** The client tools of the run, without their handlers. */
  readonly tools: LangChainTool[];
  readonly threadId: string;
}

/** Creates the graph of a run, in each process that the run continues in. Its checkpointer must be the same each time. */
export type LangGraphFactory<Values = unknown> = (run: LangGraphRun) => LangGraph<Values> | Promise<LangGraph<Values>>;

/** A thread of a graph, as a run sees it. */
export interface Thread {
  readonly graph: OpenGraph;
  readonly threadId: string;
  readonly host: RunHost;
  readonly emitted: Emitted;
}

/** Returns a function that opens the thread of a run, once in this process. */
export function threadOpener<Values>(
  source: LangGraph<Values> | LangGraphFactory<Values>,
): (host: RunHost, threadId: string) => Promise<Thread> {
  if (typeof source !== 'function') checkGraph(source);
  const threads = new WeakMap<RunHost, Thread>();
  return async (host, threadId) => {
    const known = threads.get(host);
    if (known) return known;
    const created = typeof source === 'function' ? await source({ tools: toolsOf(host), threadId }) : source;
    checkGraph(created);
    const graph = created as unknown as OpenGraph;
    refuseBreakpoints(graph);
    const thread = { graph, threadId, host, emitted: new Set<string>() };
    threads.set(host, thread);
    return thread;
  };
}

/** Returns where a thread stands. Throws `cannot_pause` for a graph without a checkpointer. */
export async function readThread({ graph, threadId, host }: Thread): Promise<GraphSnapshot> {
  const config = { configurable: { thread_id: threadId } };
  try {
    return isRemote(graph)
      ? await readRemote(graph, config, host.signal)
      : await graph.getState(config, { subgraphs: true });
  } catch (error) {
    if (!String(getProperty(error, 'message')).includes('No checkpointer set')) throw error;
    const message =
      'The graph has no checkpointer, so it cannot wait for a call. Pass checkpointer to createAgent() or compile().';
    throw new ToolferryError('cannot_pause', message, { cause: error });
  }
}

/** The input that a thread continues with, where it stands, and the questions that are asked there. */
interface Steps {
  readonly input: unknown;
  readonly before: GraphSnapshot;
  readonly questions?: readonly Question[] | undefined;
}

/** Runs a graph until it is interrupted or at its end, emits its events, and returns where it stands then. */
export async function runSteps(thread: Thread, { input, before, questions = [] }: Steps): Promise<GraphSnapshot> {
  const { graph, host, emitted } = thread;
  const answered = questions.flatMap(({ kind, call }) => (kind === 'result' ? [call.id] : []));
  const emitter = eventEmitter(emitted, before, answered, host.emit);
  const chunks = await graph.stream(input, {
    ...configOf(thread),
    streamMode: ['messages', 'updates'],
    subgraphs: true,
    signal: host.signal,
  });
  const isCutOff = isRemote(graph);
  for await (const chunk of isCutOff ? untilInterrupt(chunks) : chunks) emitter.read(chunk);
  host.signal.throwIfAborted();
  const after = await readThread(thread);
  // A stream that was cut off lacks what tasks wrote at its end.
  if (isCutOff) emitter.catchUp(messagesOf(after.tasks.map(({ result }) => result)));
  if (after.tasks.length > 0 && after.tasks.every(({ interrupts }) => interrupts.length === 0)) throw breakpoint();
  return after;
}

/** Returns the config with which a thread is written. */
export function configOf({ graph, threadId, host }: Thread): ThreadConfig {
  const checkpointer = getProperty(compiledOf(graph), 'checkpointer');
  const fenced = isObject(checkpointer) && host.isHeld ? fence(checkpointer, host.isHeld) : undefined;
  return { configurable: { thread_id: threadId, ...(fenced && { __pregel_checkpointer: fenced }) } };
}

function checkGraph(graph: unknown): void {
  const methods = ['stream', 'getState'].map((name) => getProperty(graph, name));
  if (methods.every((method) => typeof method === 'function')) return;
  throw new TypeError(
    'langGraphBackend() expects a graph or a function that returns one: call compile() of a StateGraph, or use createAgent() or RemoteGraph.',
  );
}

function toolsOf({ tools }: RunHost): LangChainTool[] {
  return createToolsFromClient(tools);
}

/** Throws `cannot_pause` for breakpoints: a graph that was cut off looks like one at a breakpoint, and would pass it. */
function refuseBreakpoints(graph: OpenGraph): void {
  const compiled = compiledOf(graph);
  const nodes = [getProperty(compiled, 'interruptBefore'), getProperty(compiled, 'interruptAfter')];
  if (nodes.flat().some((node) => node !== undefined)) throw breakpoint();
}

/** Returns the graph of an agent of `createAgent`, or the graph itself. */
function compiledOf(graph: OpenGraph): unknown {
  return getProperty(graph, 'graph') ?? graph;
}

function breakpoint(): ToolferryError {
  const message =
    'The graph stops at a breakpoint (interruptBefore or interruptAfter), which asks about no tool call. Use approveByInterrupt() or humanInTheLoopMiddleware instead.';
  return new ToolferryError('cannot_pause', message);
}
