/** Compares an execution with 20 sequential client-tool calls to the official ATP client on the same server. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { AgentToolProtocolClient } from '../test/peers/atp/official-client.ts';
import { inTurns } from './in-turns.ts';

const server = fork(fileURLToPath(new URL('./atp-server.ts', import.meta.url)));
const [baseUrl] = await once(server, 'message');
const echo = defineTool({
  name: 'echo',
  description: 'Echo',
  inputSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  handler: async ({ n }) => ({ n }),
});
const code = `
  ${Array.from({ length: 20 }, (_, n) => `const r${n} = await api.client.echo({ n: ${n} });`).join('\n')}
  return r19;
`;
const atp = await connectATP({ baseUrl, tools: [echo] });
const official = new AgentToolProtocolClient({ baseUrl });
official.provideTools([echo as never]);
await official.init();

await inTurns(
  'ATP, 20 sequential client-tool calls, against the official client',
  1.05,
  30,
  () => atp.execute(code),
  async () => {
    const { status } = await official.execute(code);
    if (status !== 'completed') throw new Error(status);
  },
);
atp.close();
server.kill();
