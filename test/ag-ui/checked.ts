import { EventSchema } from '../peers/ag-ui/schemas.ts';
import type { Event } from './served.ts';

/** Returns a handler that parses each event of a handler by the official schema before it sends it. */
export function checked(handler: (request: Request) => Promise<Response>, onEvent: (event: Event) => void = () => {}) {
  return async (request: Request): Promise<Response> => {
    const response = await handler(request);
    const check = new TransformStream<string, string>({
      transform(text, controller) {
        for (const frame of text.split('\n\n'))
          if (frame.startsWith('data: ')) onEvent(EventSchema.parse(JSON.parse(frame.slice(6))) as unknown as Event);
        controller.enqueue(text);
      },
    });
    const parsed = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(check);
    return new Response(parsed?.pipeThrough(new TextEncoderStream()), response);
  };
}
