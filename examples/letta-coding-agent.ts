/**
 * A Letta agent that works on this machine with a shell. Its text is streamed, the output of its commands is printed, and
 * commands that may change something are run only if a person approves them in the terminal.
 * Requires an agent (LETTA_AGENT_ID) on a Letta server (LETTA_BASE_URL), or on Letta Cloud (LETTA_API_KEY).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Letta } from '@letta-ai/letta-client';
import { type Approve, defineTool, toolResult } from 'toolferry';
import { connectLetta } from 'toolferry/letta';

const onlyReads = /^(cat|grep|head|ls|wc)( [\w./-]+)*$/;

const bash = defineTool({
  name: 'bash',
  description: 'Run a command of the shell in the folder of the project',
  inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  needsApproval: ({ command }) => !onlyReads.test(command),
  handler: async ({ command }, { signal }) => {
    const shell = spawn('bash', ['-c', command], { signal, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')]);
    return toolResult({ output: `exit code ${code}`, stdout: lines(stdout), stderr: lines(stderr) });
  },
});

const lines = (printed: string) => printed.split('\n').filter((line) => line !== '');

/** The agent may call several commands at once; a person answers one question after the other. */
let lastAnswer: Promise<unknown> = Promise.resolve();
const approve: Approve = ({ call, signal }) => {
  const answer = lastAnswer.then(async () => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const { command } = call.input as { command: string };
    const typed = await terminal.question(`\nRun ${command} [y/N] `, { signal }).finally(() => terminal.close());
    return typed.trim().toLowerCase() === 'y';
  });
  lastAnswer = answer.catch(() => {});
  return answer;
};

const letta = await connectLetta({
  client: new Letta({ baseURL: process.env.LETTA_BASE_URL, apiKey: process.env.LETTA_API_KEY }),
  agentId: process.env.LETTA_AGENT_ID ?? '',
  tools: [bash],
  approve,
});
for await (const event of letta.stream('Which files are here? Write down how many there are.')) {
  if (event.type === 'text') process.stdout.write(event.text);
  if (event.type === 'call-finished') {
    const { error, output, stdout = [], stderr = [] } = event.result;
    console.log(`\n${[...stdout, ...stderr, error?.message ?? output].join('\n')}`);
  }
}
console.log();
