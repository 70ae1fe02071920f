import type { AgentCreateParams } from '@letta-ai/letta-client/resources/agents/agents';
import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();

describe('02-seed-agent-without-model', () => {
  test("02-seed-agent-without-model: agents are created with the official client, whose error has the server's message", async () => {
    await expect(letta.client.agents.create({ name: 'local-file-agent' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Must specify either model or llm_config in request'),
    });
  });

  test("02-seed-agent-without-model: connecting to an agent that does not exist rejects with the server's message", async () => {
    const agentId = 'agent-00000000-0000-4000-8000-000000000000';
    await expect(connectLetta({ client: letta.client, agentId })).rejects.toMatchObject({
      code: 'not_found',
      data: { status: 404 },
      message: expect.stringContaining(agentId),
    });
  });

  test('02-seed-agent-without-model: connecting to a server that does not exist rejects with unreachable', async () => {
    const { client } = recordingClient('http://127.0.0.1:9', { maxRetries: 0 });
    const agentId = 'agent-00000000-0000-4000-8000-000000000000';
    await expect(connectLetta({ client, agentId })).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('33-old-agent-types', () => {
  test.each<NonNullable<AgentCreateParams['agent_type']>>([
    'memgpt_agent',
    'memgpt_v2_agent',
    'react_agent',
    'workflow_agent',
  ])(
    '33-old-agent-types: a %s ignores client tools and is refused before anything is sent to it',
    async (agentType) => {
      const agent = await letta.agent({ script: [], agentType });
      const { client, messageBodies } = recordingClient(letta.baseUrl);
      await expect(connectLetta({ client, agentId: agent.id, tools: [readFile().tool] })).rejects.toMatchObject({
        code: 'unsupported_agent',
        data: { agentType },
        message: expect.stringMatching(`"${agentType}".*letta_v1_agent or sleeptime_agent`),
      });
      expect(messageBodies()).toEqual([]);
    },
  );

  test.each<NonNullable<AgentCreateParams['agent_type']>>(['letta_v1_agent', 'sleeptime_agent'])(
    '33-old-agent-types: a %s calls client tools',
    async (agentType) => {
      const script = [{ calls: [{ name: 'read_file', arguments: { path: 'a.txt' } }] }, { text: 'Done.' }];
      const agent = await letta.agent({ script, agentType });
      const { tool, ran } = readFile();
      const connection = await connectLetta({ client: letta.client, agentId: agent.id, tools: [tool] });
      expect((await connection.send('go')).text).toBe('Done.');
      expect(ran).toEqual(['a.txt']);
      expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'content of a.txt' }]);
    },
  );
});
