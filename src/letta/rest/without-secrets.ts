import type { Letta } from '@letta-ai/letta-client';
import { headerSecrets } from '../../remote/known-secrets.js';
import { createRedact, type Redact, redactError, redactOutcome } from '../../remote/redact.js';
import type { RunBackend } from '../../types.js';
import { getProperty } from '../../unknown.js';
import type { Conversation, TurnStream } from './conversation.js';

/** Returns the function that removes a client's secrets: its key, and its default headers (a private member, 1.12.1). */
export function redactFor(client: Letta): Redact {
  const headers = getProperty(getProperty(client, '_options'), 'defaultHeaders');
  const key = getProperty(client, 'apiKey');
  return createRedact([typeof key === 'string' ? key : undefined, ...headerSecrets(headers)]);
}

/** Returns a conversation without the secrets in what the server answers. */
export function withoutSecrets(conversation: Conversation, redact: Redact): Conversation {
  const { post, follow, waiting, activeRun, newestStep, run, messagesFrom } = conversation;
  return {
    ...conversation,
    post: async (...request) => redactStream(await redactOutcome(post(...request), redact), redact),
    follow: async (...position) => redactStream(await redactOutcome(follow(...position), redact), redact),
    waiting: (...request) => redactOutcome(waiting(...request), redact),
    activeRun: (...request) => redactOutcome(activeRun(...request), redact),
    newestStep: (...request) => redactOutcome(newestStep(...request), redact),
    run: (...request) => redactOutcome(run(...request), redact),
    messagesFrom: (...request) => redactOutcome(messagesFrom(...request), redact),
  };
}

/** Returns a backend without the secrets in its calls and turns, which are joined from pieces of a stream. */
export function backendWithoutSecrets<Request, Output>(
  backend: RunBackend<Request, Output>,
  redact: Redact,
): RunBackend<Request, Output> {
  return {
    ...backend,
    start: (...request) => redactOutcome(backend.start(...request), redact),
    resume: (...request) => redactOutcome(backend.resume(...request), redact),
  };
}

/** A secret that arrives in several pieces is not recognized in them, but in what is joined from them. */
function redactStream(stream: TurnStream, redact: Redact): TurnStream {
  return {
    controller: stream.controller,
    async *[Symbol.asyncIterator]() {
      try {
        for await (const event of stream) yield redact(event);
      } catch (error) {
        throw redactError(error, redact);
      }
    },
  };
}
