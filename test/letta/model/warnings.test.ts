import { lettaModel } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { recordingClient } from '../support/recording-client.ts';
import { generate, majors } from './support/majors.ts';

const letta = useLetta();

describe.each(majors)('with ai $major', ({ sdk }) => {
  test('a plain call has no warnings, and each setting that only the agent determines has one', async () => {
    const agent = await letta.agent({ script: [{ text: 'One.' }, { text: 'Two.' }] });
    const { client, messageBodies } = recordingClient(letta.baseUrl);
    const model = lettaModel({ client, agentId: agent.id });
    expect((await generate(sdk, { model, prompt: 'go' })).warnings).toEqual([]);
    const { warnings } = await generate(sdk, {
      model,
      temperature: 0.5,
      maxOutputTokens: 10,
      system: 'Be brief.',
      prompt: 'go',
    });
    const details = 'The agent is configured on its server.';
    expect(warnings).toEqual([
      { type: 'unsupported-setting', setting: 'maxOutputTokens', details },
      { type: 'unsupported-setting', setting: 'temperature', details },
      { type: 'other', message: expect.stringContaining('System messages are not sent') },
    ]);
    expect(JSON.stringify(messageBodies())).not.toContain('Be brief.');
  });
});

test('a forced tool choice, a JSON response format and tools of other providers have warnings', async () => {
  const agent = await letta.agent({ script: [{ text: 'One.' }] });
  const model = lettaModel({ client: letta.client, agentId: agent.id });
  const { warnings } = await model.doGenerate({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'go' }] }],
    tools: [{ type: 'provider-defined', id: 'openai.web_search', name: 'search' }],
    toolChoice: { type: 'required' },
    responseFormat: { type: 'json' },
  });
  expect(warnings).toMatchObject([
    { type: 'unsupported-setting', setting: 'responseFormat' },
    { type: 'unsupported-setting', setting: 'toolChoice' },
    { type: 'unsupported-tool', tool: { id: 'openai.web_search', name: 'search' } },
  ]);
});

test('the request option is part of every request, and max_steps under 2 is refused', async () => {
  const agent = await letta.agent({ script: [{ text: 'Yes.' }] });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const override_system = `Say yes. ${agent.marker}`;
  const model = lettaModel({ client, agentId: agent.id, request: { max_steps: 7, override_system } });
  await generate(majors[2].sdk, { model, prompt: 'go' });
  expect(messageBodies()).toMatchObject([{ max_steps: 7, override_system, stream_tokens: true }]);
  expect(() => lettaModel({ client, agentId: agent.id, request: { max_steps: 1 } })).toThrow(TypeError);
});
