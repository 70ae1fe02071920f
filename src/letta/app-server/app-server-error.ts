import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';

/** The only error of a connection that did not open: a WebSocket reports no reason. */
export function unreachable(): ToolferryError {
  return new ToolferryError(
    'unreachable',
    'The App Server is unreachable, or it refused the connection. Check its url, and whether it requires a token.',
  );
}

export function connectionLost(): ToolferryError {
  return new ToolferryError(
    'connection_lost',
    'The connection to the App Server was lost. A turn that was running may continue on the server.',
  );
}

export function unreadable(cause: unknown): ToolferryError {
  const message =
    'The App Server sent a frame that could not be processed. Check that it is an App Server of version 0.32 or later.';
  return new ToolferryError('invalid_response', message, { cause });
}

export function connectionClosed(): ToolferryError {
  return new ToolferryError('closed', 'This connection to the App Server was closed.');
}

export function responseTimeout(request: string, seconds: number): ToolferryError {
  return new ToolferryError('timeout', `The App Server did not respond to "${request}" within ${seconds} s.`);
}

/** Returns the error of a refused request, with the server's message. */
export function requestRefused(what: string, error: unknown): ToolferryError {
  const message = errorMessage(error) ?? 'it gave no reason';
  const code = /not found/i.test(message) ? 'not_found' : 'bad_request';
  return new ToolferryError(code, `The App Server refused ${what}: ${message}`);
}
