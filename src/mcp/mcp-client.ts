/**
 * What is used of a connected client. `Client` of `@modelcontextprotocol/client` 2 and of `@modelcontextprotocol/sdk` 1 both
 * have this shape; the optional members are those of client 2 alone.
 */
export interface MCPClient {
  request(request: MCPRequest, schema: object, options?: MCPRequestOptions): Promise<unknown>;
  /** The second parameter is a schema in one and options in the other. */
  callTool(params: MCPToolCall, second?: never): Promise<unknown>;
  getServerCapabilities(): { readonly tools?: { readonly listChanged?: boolean | undefined } | undefined } | undefined;
  fallbackNotificationHandler?(notification: { readonly method: string }): Promise<void>;
  getProtocolEra?(): string | undefined;
  listen?(filter: { readonly toolsListChanged: boolean }): Promise<unknown>;
}

export interface MCPRequest {
  readonly method: string;
  readonly params?: Record<string, unknown>;
}

/** No interface: sdk 1.20 to 1.23 want an index signature, which only a type alias can pass for. */
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
 * A schema that accepts anything, in all the forms that clients take one. With their own, one odd tool of a server costs the
 * whole list, and sdk 1.32.2 checks structured content also of a failed call.
 */
const anything = {
  '~standard': { version: 1, vendor: 'toolferry', validate: (value: unknown) => ({ value }) },
  safeParse: (data: unknown) => ({ success: true, data }),
  // sdk before 1.23.
  parse: (value: unknown) => value,
};

/** Asks the server, and takes whatever it answers. */
export function request(client: MCPClient, asked: MCPRequest, options?: MCPRequestOptions): Promise<unknown> {
  return client.request(asked, anything, options);
}

/** Whether client and server speak revision 2026-07-28 or later, which only client 2 can. */
export function isModern(client: MCPClient): boolean {
  return client.getProtocolEra?.() === 'modern';
}
