/** Builds the page, and serves it and its agents from one origin: a proxy in front of two replicas. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { startPostgres } from '../../../test/peers/postgres.ts';
import { createTables } from '../../demo-remote/database.ts';
import { startRoundRobinProxy } from '../../demo-remote/proxy.ts';
import { createReplicas } from '../../demo-remote/replicas.ts';
import type { DemoEvent } from '../../demo-remote/report.ts';

export interface Site {
  readonly url: string;
  /** Ends with SIGKILL the replica in which this server tool starts next. Resolves to the name of the replica when it is gone. */
  killIn(tool: string): Promise<string>;
  /** Starts the replica that was killed. */
  repair(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param folder The place of the built page.
 * @param onEvent Called with what happens on the replicas.
 */
export async function startSite(folder: string, onEvent: (where: string, event: DemoEvent) => void): Promise<Site> {
  const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url));
  // StrictMode calls effects twice in development only.
  const define = { 'process.env.NODE_ENV': '"development"' };
  const built = build({ configFile, define, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const [postgres] = await Promise.all([startPostgres(), built]);
  await createTables(postgres.url);

  let kill: { readonly tool: string; killed(where: string): void } | undefined;
  const env = { DATABASE_URL: postgres.url, SITE: folder };
  const replicas = createReplicas(new URL('../server/replica.ts', import.meta.url), env, async (where, event) => {
    onEvent(where, event);
    if (kill === undefined || event.what !== 'server tool' || event.tool !== kill.tool) return;
    const { killed } = kill;
    kill = undefined;
    await replicas.kill(where);
    killed(where);
  });
  const proxy = await startRoundRobinProxy(await replicas.start());
  return {
    url: proxy.url,
    killIn: (tool) =>
      new Promise((killed) => {
        kill = { tool, killed };
      }),
    repair: async () => proxy.use(await replicas.start()),
    async stop() {
      replicas.stop();
      await Promise.all([proxy.stop(), postgres.stop()]);
    },
  };
}
