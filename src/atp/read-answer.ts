import { ToolferryError } from '../errors.js';
import { isRedirect } from '../remote/is-redirect.js';
import { readText } from '../remote/read-text.js';
import type { Redact } from '../remote/redact.js';
import { statusCode } from '../remote/status-code.js';
import { errorMessage } from '../result/error-message.js';
import { getProperty } from '../unknown.js';
import { connectionLost } from './connection-lost.js';
import { invalidResponse } from './invalid-response.js';

interface AnswerOptions {
  readonly maxBytes: number;
  readonly redact: Redact;
}

/** Reads the JSON of an answer. Every other answer is a ToolferryError, without the secrets of the request. */
export async function readAnswer(response: Response, { maxBytes, redact }: AnswerOptions): Promise<object> {
  refuseRedirect(response);
  const text = await readText(response, maxBytes).catch((cause: unknown) => {
    throw connectionLost(cause);
  });
  if (text === undefined) throw tooLarge(maxBytes);
  const body = parse(text);
  if (!response.ok) throw statusError(response.status, redact(body));
  if (typeof body === 'object' && body !== null) return body;
  throw invalidResponse('The ATP server did not answer with JSON. Check baseUrl.');
}

/** A redirect would send headers, token, code and definitions to an address that the user did not choose. */
function refuseRedirect(response: Response): void {
  if (!isRedirect(response)) return;
  response.body?.cancel?.().catch(() => undefined);
  const message =
    'The ATP server answered with a redirect, which is not followed: the request carries credentials, code and definitions. Set baseUrl to the final address.';
  throw new ToolferryError('invalid_response', message, { data: { status: response.status } });
}

function statusError(status: number, body: unknown): ToolferryError {
  const error = getProperty(body, 'error');
  const reason = errorMessage(getProperty(error, 'message') ?? error);
  const message = `The ATP server answered ${status}${reason ? `: ${reason}` : ''}.`;
  return new ToolferryError(statusCode(status), message, { data: { status } });
}

function tooLarge(maxResponseBytes: number): ToolferryError {
  const message = `The ATP server answered with more than ${maxResponseBytes} bytes, which were not read. Return less from the code, or raise maxResponseBytes of connectATP().`;
  return new ToolferryError('invalid_response', message, { data: { maxResponseBytes } });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
