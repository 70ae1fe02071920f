import { connectLettaAppServer } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { runBlock, writeCodeBlocks } from '../docs/code-blocks.ts';
import { useAppServer, useLetta } from '../peers/letta/use-letta.ts';
import { resultsIn } from './support/model-view.ts';

const readme = writeCodeBlocks('README.md', 'readme-letta');
const page = writeCodeBlocks('docs/letta.md', 'page-letta');

const now = { calls: [{ id: 'call_now', name: 'now', arguments: {} }] };

describe('the code blocks of README.md and docs/letta.md', () => {
  const letta = useLetta();
  const appServer = useAppServer();

  test('the connectLetta() block runs, and its destructive call is not approved', async () => {
    const agent = await letta.agent({
      script: [
        { calls: [{ id: 'call_remove', name: 'remove', arguments: { path: 'old.txt' } }] },
        { text: 'It stays.' },
      ],
    });
    const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id };
    expect(await runBlock(readme.fileUnder('Letta'), env)).toBe('It stays.');
    expect(resultsIn((await agent.requests())[1])).toEqual([
      { id: 'call_remove', status: 'Failed', message: 'Error: "remove" was not run: it was not approved.' },
    ]);
  });

  test('the lettaModel() block answers with generateText', async () => {
    const agent = await letta.agent({ script: [now, { text: 'It is 1970.' }] });
    const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id };
    const output = await runBlock(page.fileUnder("A Letta agent as the AI SDK's model"), env);
    expect(output.split('\n').at(-1)).toBe('It is 1970.');
    expect(resultsIn((await agent.requests())[1])).toEqual([
      { id: 'call_now', status: 'OK', message: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  test('the connectLettaAppServer() block runs', async () => {
    const script = await appServer.script([now, { text: 'It is 1970.' }]);
    const agent = { name: 'Tess', model: 'lmstudio/mock-model', system: `You are a test. ${script.marker}` };
    const { agentId, close } = await connectLettaAppServer({ url: appServer.url, agent });
    close();
    const env = { LETTA_APP_SERVER_URL: appServer.url, LETTA_AGENT_ID: agentId };
    expect(await runBlock(page.fileUnder('On a Letta App Server'), env)).toBe('It is 1970.');
    expect(JSON.stringify((await script.requests())[1]?.messages.at(-1))).toContain('1970-01-01T00:00:00.000Z');
  });
});
