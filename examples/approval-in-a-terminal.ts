/**
 * Asks a person in the terminal before sandbox code of an ATP server may run a destructive client tool.
 * Needs an ATP server (ATP_URL).
 */
import { createInterface } from 'node:readline/promises';
import { type Approve, defineTool } from 'toolferry';
import { connectATP } from 'toolferry/atp';

const approve: Approve = async ({ call, reason, signal }) => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const question = `Run ${call.name}(${JSON.stringify(call.input)})? Approval is needed because ${reason}. [y/N] `;
  const answer = await terminal.question(question, { signal });
  terminal.close();
  return answer.trim().toLowerCase() === 'y';
};

const remove = defineTool({
  namespace: 'files',
  name: 'remove',
  description: 'Remove a file',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  metadata: { operationType: 'destructive' },
  handler: ({ path }) => `removed ${path} (not really: this is an example)`,
});

const atp = await connectATP({ baseUrl: process.env.ATP_URL ?? 'http://localhost:3333', tools: [remove], approve });
const { result } = await atp.execute(`
  try {
    return await api.files.remove({ path: '/tmp/old.txt' });
  } catch (error) {
    return error.message;
  }
`);
console.log(result);
atp.close();
