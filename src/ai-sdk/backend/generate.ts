import { abortError } from '../../async/abort-signal.js';
import { race } from '../../async/race.js';
import { ToolferryError } from '../../errors.js';
import type { JSONValue, RunHost } from '../../types.js';
import type { ReadyAgent, StreamedStep } from './agent.js';
import { callIds } from './call-ids.js';
import { decidedIn, emitPart } from './emit-part.js';
import { fromStoredMessages, type Part, toStoredMessages } from './messages.js';
import { toRunError } from './run-error.js';

/** The steps of an agent until it stopped or called tools that it cannot run. */
export interface Generated {
  readonly text: string;
  readonly finishReason: string;
  readonly steps: readonly StreamedStep[];
  /** The parts of the last step. */
  readonly content: readonly Part[];
  /** The messages that it adds to the conversation, as JSON. */
  readonly added: readonly JSONValue[];
}

/**
 * Lets an agent continue a conversation, and emits what it does. Does not wait for a model or a tool that ignores an abort.
 * Rejects with a ToolferryError, or with the reason of the abort.
 */
export async function generate(agent: ReadyAgent, messages: readonly JSONValue[], host: RunHost): Promise<Generated> {
  const { signal } = host;
  const ending = await race({ signal }, (ownSignal) =>
    readStream(agent, messages, { ...host, signal: ownSignal }).catch((error: unknown) => {
      throw toRunError(error);
    }),
  );
  if ('stopped' in ending) throw abortError(signal);
  return ending.value;
}

async function readStream(
  agent: ReadyAgent,
  messages: readonly JSONValue[],
  { signal, emit }: RunHost,
): Promise<Generated> {
  const result = await agent.stream(fromStoredMessages(messages), signal);
  const ids = callIds(messages);
  const decided = decidedIn(messages);
  for await (const part of (result.stream ?? result.fullStream) as AsyncIterable<Part>) {
    signal.throwIfAborted();
    if (part.type === 'error') throw part.error;
    if (part.type === 'abort') throw new ToolferryError('timeout', 'The agent was stopped by its own timeout.');
    emitPart(emit, decided, ids.inStream(part));
  }
  const [text, finishReason, steps] = await Promise.all([result.text, result.finishReason, result.steps]);
  const added = await (result.responseMessages ?? result.response.then((response) => response.messages));
  const content = ids.inStep(steps.at(-1)?.content ?? []);
  return { text, finishReason, steps, content, added: toStoredMessages(ids.inMessages(added)) };
}
