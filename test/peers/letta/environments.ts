import { findPythonEnvironment } from '../python-environments.ts';

const v1 = { name: 'letta-v1', lock: new URL('requirements.lock.txt', import.meta.url) };
const appServer = { name: 'letta-app-server', lock: new URL('app-server.lock.txt', import.meta.url) };

/** What Letta's servers require. */
export const lettaEnvironments = [v1, appServer];

/** The folders of the servers' environments, or why one is missing. */
export type FoundLetta =
  | { readonly v1: string; readonly appServer: string; readonly missing?: undefined }
  | { readonly missing: string };

/** Returns where Letta's servers are installed; installs nothing. */
export async function findLettaEnvironments(): Promise<FoundLetta> {
  const [first, second] = [await findPythonEnvironment(v1), await findPythonEnvironment(appServer)];
  if (first.missing !== undefined) return first;
  return second.missing !== undefined ? second : { v1: first.folder, appServer: second.folder };
}
