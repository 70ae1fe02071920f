import { type ClientOptions, Letta } from '@letta-ai/letta-client';

/** A request as the official client sent it. */
interface SentRequest {
  readonly method: string;
  /** The path, without the server's address. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

interface RecordingClient {
  readonly client: Letta;
  readonly sent: readonly SentRequest[];
  /** Returns the bodies of the requests with messages to an agent, in order. */
  messageBodies(): readonly MessageBody[];
}

/** The properties of a request with messages that tests read. */
interface MessageBody {
  readonly messages: readonly { readonly type?: string; readonly otid?: string; readonly [member: string]: unknown }[];
  readonly client_tools?: readonly { readonly name: string }[];
  readonly [member: string]: unknown;
}

/** Returns the official client, whose requests are recorded and sent to the real server. */
export function recordingClient(baseURL: string, options: ClientOptions = {}): RecordingClient {
  const sent: SentRequest[] = [];
  const look: typeof fetch = (input, init) => {
    const path = String(input instanceof Request ? input.url : input).slice(baseURL.length);
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    sent.push({ method: init?.method ?? 'GET', path, headers: new Headers(init?.headers), body });
    return (options.fetch ?? fetch)(input, init);
  };
  return {
    client: new Letta({ apiKey: 'not-a-key', ...options, baseURL, fetch: look }),
    sent,
    messageBodies: () =>
      sent
        .filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
        .map(({ body }) => body as MessageBody),
  };
}
