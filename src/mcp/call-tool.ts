import { ToolferryError } from '../errors.js';
import { redactOutcome } from '../remote/redact.js';
import type { ToolContext } from '../types.js';
import { getProperty, toWellFormed } from '../unknown.js';
import { redactFor } from './client-secrets.js';
import type { ListedTool } from './list-page.js';
import { isModern, type MCPClient, request } from './mcp-client.js';

/** The longest time-out that a timer accepts, so that the bridge's limit applies and not the clients' 60 seconds. */
const timeout = 2 ** 31 - 1;

/**
 * Calls a tool on its server, once. Forwards an abort to the server, and the server's progress to the caller. The client's
 * secrets are removed from all that the server sends.
 */
export async function callTool(
  client: MCPClient,
  listed: ListedTool,
  input: unknown,
  context: ToolContext,
): Promise<unknown> {
  const redact = await redactFor(client);
  const progress = (value: unknown): void => context.progress(redact(value));
  return redactOutcome(send(client, listed, input, { ...context, progress }), redact).catch(throwWithData);
}

function send(
  client: MCPClient,
  { outputSchema: _, ...listed }: ListedTool,
  input: unknown,
  { signal, progress }: ToolContext,
): Promise<unknown> {
  const options = { signal, timeout, onprogress: progress };
  const params = { name: listed.name as string, arguments: toWellFormed(input) as Record<string, unknown> };
  // Since 2026-07-28 a schema can require arguments in HTTP headers. Client 2 reads that from the definition.
  if (isModern(client)) return client.callTool(params, { ...options, toolDefinition: listed } as never);
  return request(client, { method: 'tools/call', params: { ...params } }, options);
}

/** Keeps the data of a JSON-RPC error, which is recognised by its numeric code. A bridge reads it only from a ToolferryError. */
function throwWithData(error: unknown): never {
  const [code, message, data] = ['code', 'message', 'data'].map((key) => getProperty(error, key));
  if (typeof code !== 'number' || data === undefined) throw error;
  throw new ToolferryError('failed', String(message), { data, cause: error });
}
