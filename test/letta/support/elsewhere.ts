/**
 * The server's address as another process may write it. This process takes it for another server, so that turns there do not
 * wait for turns here.
 */
export function elsewhere(baseUrl: string): string {
  return baseUrl.replace('127.0.0.1', 'localhost');
}
