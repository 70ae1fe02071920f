import { lettaModel } from 'toolferry/letta';
import { expect, test } from 'vitest';
import { useLetta } from '../../peers/letta/use-letta.ts';
import { recordingClient } from '../support/recording-client.ts';

const letta = useLetta();
const data = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
const text = (value: string) => ({ type: 'text', text: value });
const success = (tool_return: unknown) => ({ type: 'tool', status: 'success', tool_return });
const error = (tool_return: string) => ({ type: 'tool', status: 'error', tool_return });

/** The tool outputs of prompts of each major, and what is sent to Letta for them. */
const forms: Record<string, readonly [output: object, sent: object]> = {
  text: [{ type: 'text', value: 'so' }, success('so')],
  json: [{ type: 'json', value: { a: [1, null] } }, success('{"a":[1,null]}')],
  error_text: [{ type: 'error-text', value: 'kaput' }, error('Error: kaput')],
  error_text_7: [{ type: 'error-text', value: 'Error: kaput' }, error('Error: kaput')],
  error_json: [{ type: 'error-json', value: { code: 7 } }, error('Error: {"code":7}')],
  denied: [
    { type: 'execution-denied', reason: 'not now' },
    { type: 'approval', approve: false, reason: 'not now' },
  ],
  denied_plain: [{ type: 'execution-denied' }, { type: 'approval', approve: false, reason: 'it was denied' }],
  media_5: [content({ type: 'media', data, mediaType: 'image/png' }), success([image])],
  image_6: [
    content(text('look'), { type: 'image-data', data, mediaType: 'image/png' }),
    success([text('look'), image]),
  ],
  file_6: [content({ type: 'file-data', data, mediaType: 'application/pdf', filename: 'a.pdf' }), success('[a.pdf]')],
  link: [content({ type: 'image-url', url: 'https://a.test/b.png' }), success('image-url: https://a.test/b.png')],
  id: [content(text('see'), { type: 'file-id', fileId: 'file-1' }), success('see\n[file-id]')],
  text_7: [content({ type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'read' } }), success('read')],
};

function content(...value: object[]) {
  return { type: 'content', value };
}

test("each form of a tool result is sent in Letta's format, and a long one is truncated", async () => {
  const all = { ...forms, long: [{ type: 'text', value: 'x'.repeat(30_000) }, {}] as const };
  const script = [{ calls: Object.keys(all).map((id) => ({ name: 'make', arguments: {}, id })) }, { text: 'I see.' }];
  const agent = await letta.agent({ script });
  const { client, messageBodies } = recordingClient(letta.baseUrl);
  const model = lettaModel({ client, agentId: agent.id });
  const tools = [{ type: 'function', name: 'make', inputSchema: { type: 'object' } }];
  const user = { role: 'user', content: [text('go')] };
  const paused = await model.doGenerate({ prompt: [user], tools });
  const calls = paused.content.flatMap((part) => (part.type === 'tool-call' ? [part] : []));
  const assistant = {
    role: 'assistant',
    content: calls.map(({ providerMetadata, ...call }) => ({ ...call, providerOptions: providerMetadata })),
  };
  const results = Object.entries(all).map(([toolCallId, [output]]) => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId, toolName: 'make', output }],
  }));
  const answer = await model.doGenerate({ prompt: [user, assistant, ...results], tools });
  expect(answer.content).toEqual([text('I see.')]);
  const approvals = messageBodies()[1]?.messages[0]?.approvals as { tool_return?: string }[];
  const expected = Object.entries(forms).map(([id, [, sent]]) => ({ ...sent, tool_call_id: id }));
  expect(approvals.slice(0, -1)).toEqual(expected);
  const cut = approvals.at(-1)?.tool_return ?? '';
  expect(cut.length).toBeLessThan(24_000);
  expect(cut).toMatch(/^x{10000,}\n\[… \d+ of 30000 characters left out …\]\nx{10000,}$/);
});
