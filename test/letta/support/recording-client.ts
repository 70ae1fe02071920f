import { type ClientOptions, Letta } from '@letta-ai/letta-client';

/** A request as it left the official client. */
interface SentRequest {
  readonly method: string;
  /** Without the server's address. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

interface RecordingClient {
  readonly client: Letta;
  readonly sent: readonly SentRequest[];
  /** The bodies of the requests that said something to an agent, in order. */
  messageBodies(): readonly MessageBody[];
}

/** What a request says to an agent, as far as tests look at it. */
interface MessageBody {
  readonly messages: readonly { readonly type?: string; readonly otid?: string; readonly [member: string]: unknown }[];
  readonly client_tools?: readonly { readonly name: string }[];
  readonly [member: string]: unknown;
}

/** The official client, whose requests are looked at before they go on to the real server. */
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
