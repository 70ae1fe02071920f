/** Serves the agent as `langgraphjs dev` does, in the working directory. Arguments: the port. */
import { fileURLToPath } from 'node:url';
import { startServer } from '@langchain/langgraph-api/server';

const agent = fileURLToPath(new URL('agent.ts', import.meta.url));
await startServer({
  port: Number(process.argv[2]),
  nWorkers: 4,
  host: '127.0.0.1',
  cwd: process.cwd(),
  graphs: { agent: `${agent}:graph` },
});
// The test has stopped.
process.stdin.on('end', () => process.exit()).resume();
