/** Serves an agent as `langgraphjs dev` does, in the working directory. Arguments: the port and the agent's file. */
import { startServer } from '@langchain/langgraph-api/server';

const [, , port, agent] = process.argv;
await startServer({
  port: Number(port),
  nWorkers: 4,
  host: '127.0.0.1',
  cwd: process.cwd(),
  graphs: { agent: `${agent}:graph` },
});
// The test has stopped.
process.stdin.on('end', () => process.exit()).resume();
