/**
 * Returns the start of a command line: the command after it receives the signal when this process ends, even if it is killed.
 * As root, it runs as the given user, where one is given. Only Linux can do this.
 */
export function endsWithParent(signal: 'INT' | 'KILL', user?: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const asUser = user === undefined ? [] : ['--reuid', user, '--regid', user, '--clear-groups'];
  return ['setpriv', ...asUser, '--pdeathsig', signal];
}
