import { EventSchema, EventSchemas0 } from '../peers/ag-ui/schemas.ts';
import type { Event } from './served.ts';

type Handler = (request: Request) => Promise<Response>;

/**
 * Returns a handler that parses each event of a handler by the official schema before it sends it, and for clients of before 1.0 by
 * their stricter one too. An event that fails is replaced by the error `invalid_event`, which ends the run.
 */
export function checked(handler: Handler, onEvent: (event: Event) => void = () => {}): Handler {
  return async (request) => {
    const isVersioned = await declaresVersion(request.clone());
    const response = await handler(request);
    if (!response.headers.get('content-type')?.includes('text/event-stream')) return response;
    const parse = (frame: string): void => {
      if (!frame.startsWith('data: ')) return;
      const event = JSON.parse(frame.slice(6));
      EventSchema.parse(event);
      if (!isVersioned) EventSchemas0.parse(event);
      onEvent(event);
    };
    const events = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(checkFrames(parse));
    return new Response(events?.pipeThrough(new TextEncoderStream()), response);
  };
}

async function declaresVersion(request: Request): Promise<boolean> {
  const input = await request.json().catch(() => undefined);
  return typeof input?.protocolVersion === 'string';
}

/** Passes on each whole frame that can be parsed. */
function checkFrames(parse: (frame: string) => void): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(text, controller) {
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        try {
          parse(frame);
        } catch (error) {
          const failure = { type: 'RUN_ERROR', code: 'invalid_event', message: `${frame}\n${error}` };
          controller.enqueue(`data: ${JSON.stringify(failure)}\n\n`);
          controller.terminate();
          return;
        }
        controller.enqueue(`${frame}\n\n`);
      }
    },
  });
}
