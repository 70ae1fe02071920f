import { connectLetta } from 'toolferry/letta';
import { describe, expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { type Edit, startEditingProxy } from '../support/editing-proxy.ts';
import { resultsIn } from '../support/model-view.ts';
import { readFile } from '../support/read-file.ts';
import { recordingClient } from '../support/recording-client.ts';
import { sendAndStop } from '../support/stopped-client.ts';

const letta = useLetta();
const call = { calls: [{ id: 'call_a', name: 'read_file', arguments: { path: 'a.txt' } }] };

async function connectOver(edit: Edit, { isWaiting = false, maxRetries = 2 } = {}) {
  const agent = await letta.agent({ script: [call, { text: 'Done.' }] });
  const { tool, ran } = readFile();
  if (isWaiting) await sendAndStop(letta.client, agent.id, { tools: [tool] });
  const { client, messageBodies } = recordingClient(await startEditingProxy(letta.baseUrl, edit), { maxRetries });
  const connection = await connectLetta({ client, agentId: agent.id, tools: [tool] });
  return { agent, ran, connection, messageBodies };
}

describe('11-retries-default-sdk', () => {
  const message =
    'CONFLICT: Cannot send a new message: The agent is waiting for approval on a tool call. Please approve or deny the pending request before continuing.';

  // Letta's other routes report the same conflict with a status; Letta Cloud does so before a stream.
  test.each([
    { shape: 'an object', detail: { code: 'PENDING_APPROVAL', message, pending_request_id: 'message-1' } },
    { shape: 'a string', detail: message },
    { shape: 'an event of the stream', detail: undefined },
  ])(
    '11-retries-default-sdk: a pending call that is reported as $shape is the same error after one request',
    async ({ detail }) => {
      const edit = detail ? { answer: { status: 409, body: { detail } } } : {};
      const { ran, connection, messageBodies } = await connectOver(edit, { isWaiting: true });
      await expect(connection.send('again')).rejects.toMatchObject({
        code: 'pending_approval',
        message: `The agent still waits for results of an earlier turn that were never sent. Call recover() first. (Letta: ${message})`,
      });
      expect(messageBodies()).toHaveLength(1);
      expect(ran).toEqual([]);
    },
  );
});

describe('10-validation-errors', () => {
  const invalid = "Invalid tool call IDs. Expected '['call_a']', but received '['call_b']'.";

  test('10-validation-errors: a mismatch that is reported with a status is corrected from the pending calls', async () => {
    const edit = { on: /"type":"approval"/, answer: { status: 400, body: { detail: invalid } } };
    const { ran, connection, messageBodies } = await connectOver(edit);
    expect((await connection.send('go')).text).toBe('Done.');
    expect(messageBodies()).toHaveLength(3);
    expect(ran).toEqual(['a.txt']);
  });
});

describe("Letta's own errors", () => {
  test.each([
    { status: 401, body: { detail: 'Unauthorized' }, code: 'unauthorized', says: 'Unauthorized' },
    { status: 403, body: { detail: 'Forbidden' }, code: 'forbidden', says: 'Forbidden' },
    { status: 402, body: { error: 'Out of credits', reasons: [] }, code: 'bad_request', says: 'Out of credits' },
    { status: 429, body: { error: 'Rate limited' }, code: 'rate_limited', says: 'Rate limited' },
    { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', code: 'server_error', says: '502' },
    { status: 503, body: '', code: 'server_error', says: '503' },
  ])(
    '37-llm-errors: a $status of Letta is not a model error, and the message is not sent again',
    async ({ status, body, code, says }) => {
      const { connection, messageBodies } = await connectOver({ answer: { status, body } });
      await expect(connection.send('go')).rejects.toMatchObject({
        code,
        data: { status },
        message: expect.stringContaining(says),
      });
      expect(messageBodies()).toHaveLength(1);
    },
  );

  test("37-llm-errors: the model's 401 is a model error, even if the response has that status", async () => {
    const error = {
      type: 'llm_authentication',
      message: 'Authentication failed with the LLM model provider.',
      detail: 'UNAUTHENTICATED: Incorrect API key',
    };
    const { connection } = await connectOver({ answer: { status: 401, body: { error } } });
    await expect(connection.send('go')).rejects.toMatchObject({
      code: 'model_error',
      data: { type: 'llm_authentication', status: 401 },
      message: "The agent's model failed: UNAUTHENTICATED: Incorrect API key",
    });
  });

  test.each([429, 502, 522])(
    '37-llm-errors: results that meet a %i are sent again as the same message after a delay',
    async (status) => {
      const edit = { on: /"type":"approval"/, answer: { status, body: 'Try again' } };
      const { agent, ran, connection, messageBodies } = await connectOver(edit);
      expect((await connection.send('go')).text).toBe('Done.');
      const [, first, second] = messageBodies();
      expect(messageBodies()).toHaveLength(3);
      expect(second).toEqual(first);
      expect(ran).toEqual(['a.txt']);
      expect(resultsIn((await agent.requests())[1])).toMatchObject([{ message: 'content of a.txt' }]);
    },
  );

  test.each([401, 422])(
    '37-llm-errors: results that meet a %i are not sent again, and the turn rejects at once',
    async (status) => {
      const edit = { on: /"type":"approval"/, answer: { status, body: { detail: 'No.' } } };
      const { ran, connection, messageBodies } = await connectOver(edit);
      await expect(connection.send('go')).rejects.toMatchObject({ data: { status } });
      expect(messageBodies()).toHaveLength(2);
      expect(ran).toEqual(['a.txt']);
      // The call stays pending, and recover() finds it.
      expect(await connection.recover({ orphans: 'execute' })).toMatchObject({ turn: { text: 'Done.' } });
    },
  );
});
