import { ToolferryError } from '../../errors.js';
import { errorMessage } from '../../result/error-message.js';

/** What a WebSocket says of a connection that did not open is no more than that. */
export function unreachable(): ToolferryError {
  return new ToolferryError(
    'unreachable',
    'The App Server cannot be reached, or it refused the connection. Is this its url, and does it want a token?',
  );
}

export function connectionLost(): ToolferryError {
  return new ToolferryError(
    'connection_lost',
    'The connection to the App Server was lost. A turn that was running may go on there.',
  );
}

export function unreadable(cause: unknown): ToolferryError {
  const message = 'The App Server sent something that cannot be read. Is it an App Server, of version 0.32 or later?';
  return new ToolferryError('invalid_response', message, { cause });
}

export function connectionClosed(): ToolferryError {
  return new ToolferryError('closed', 'This connection to the App Server was closed.');
}

export function noAnswer(what: string, seconds: number): ToolferryError {
  return new ToolferryError('timeout', `The App Server gave no answer to "${what}" within ${seconds} s.`);
}

/** The server said no, in its own words. */
export function refusal(what: string, said: unknown): ToolferryError {
  const words = errorMessage(said) ?? 'it gave no reason';
  const code = /not found/i.test(words) ? 'not_found' : 'bad_request';
  return new ToolferryError(code, `The App Server refused ${what}: ${words}`);
}
