import { expect } from 'vitest';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { needs } from './needs.ts';
import { runExample } from './run-example.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasSQLite = major > 22 || (major === 22 && minor >= 13);

needs(hasSQLite, 'node:sqlite needs Node 22.13')(
  'langgraph-journal.ts sends its e-mail once, although LangGraph executes the node of the tools twice',
  async () => {
    const model = await startScriptedOpenAI(([mail, minutes]) =>
      mail === undefined
        ? {
            calls: [
              { call: 'send_mail', input: { to: 'ada@example.com', text: 'I will be late.' } },
              { call: 'ask_user', input: { question: 'How late?' } },
            ],
          }
        : { text: `${mail} You said: ${minutes}` },
    );
    const output = await runExample('langgraph-journal.ts', { ...model.env, JOURNAL: ':memory:' }, '20 minutes\n');
    await model.stop();
    const lines = output.trim().split('\n');
    // The e-mail is sent while the graph is interrupted.
    expect(lines.toSorted()).toEqual([
      'E-mail to ada@example.com: I will be late.',
      'How late?',
      'The e-mail to ada@example.com is sent. You said: 20 minutes',
    ]);
  },
);
