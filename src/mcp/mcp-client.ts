/**
 * The members of a connected client that are used. `Client` of `@modelcontextprotocol/client` 2 and of
 * `@modelcontextprotocol/sdk` 1 both have this shape; only client 2 has `getProtocolEra` and `listen`.
 */
export interface MCPClient {
  request(request: MCPRequest, schema: object, options?: MCPRequestOptions): Promise<unknown>;
  /** The second parameter is a schema in sdk 1 and options in client 2. */
  callTool(params: MCPToolCall, second?: never): Promise<unknown>;
  listTools?(params?: { cursor: string }, options?: never): Promise<unknown>;
  getServerCapabilities(): { readonly tools?: { readonly listChanged?: boolean | undefined } | undefined } | undefined;
  fallbackNotificationHandler?(notification: { readonly method: string }): Promise<void>;
  getProtocolEra?(): string | undefined;
  listen?(filter: { readonly toolsListChanged: boolean }): Promise<unknown>;
}

export interface MCPRequest {
  readonly method: string;
  readonly params?: Record<string, unknown>;
}

/** Not an interface: sdk 1.20 to 1.23 require an index signature, which only a type alias satisfies. */
type MCPToolCall = {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
};

export interface MCPRequestOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly onprogress?: (progress: unknown) => void;
}

/**
 * A schema that accepts anything, in every form that the clients accept. With the clients' schemas, one invalid tool of a
 * server makes the whole list unreadable, and sdk 1.32.2 also validates the structured content of failed calls.
 */
const anything = {
  '~standard': { version: 1, vendor: 'toolferry', validate: (value: unknown) => ({ value }) },
  safeParse: (data: unknown) => ({ success: true, data }),
  // For sdk before 1.23.
  parse: (value: unknown) => value,
};

/** Sends a request and returns the response without validating it. */
export function request(client: MCPClient, message: MCPRequest, options?: MCPRequestOptions): Promise<unknown> {
  return client.request(message, anything, options);
}

/** Whether client and server negotiated revision 2026-07-28 or later, which only client 2 supports. */
export function isModern(client: MCPClient): boolean {
  return client.getProtocolEra?.() === 'modern';
}
