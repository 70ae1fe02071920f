/**
 * Returns another spelling of the server's address. This process treats it as another server, so that turns do not wait for
 * each other, like turns of two processes.
 */
export function otherAddress(baseUrl: string): string {
  return baseUrl.replace('127.0.0.1', 'localhost');
}
