import { ToolferryError } from '../../errors.js';

/** The error of a request whose connection ended before the whole answer arrived. */
export function connectionLost(cause: unknown): ToolferryError {
  const message =
    'The connection to the AG-UI agent was lost. The agent may have received the request, which is not sent again.';
  return new ToolferryError('connection_lost', message, { cause });
}
