import { convertToModelMessages, type ModelMessage, type ToolSet } from 'ai';
import { type ContentPart, defineTool, toolResult } from 'toolferry';
import { createToolsFromClient, readToolOutput } from 'toolferry/ai-sdk';
import { expect, test } from 'vitest';
import { chat, user } from './support/chat.js';
import { generate } from './support/generate.js';
import { major, named } from './support/major.js';

const data = 'iVBORw0KGgo=';
const image = { type: 'file', mediaType: 'image/png', data } as const;
const report = { type: 'file', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'report.pdf' } as const;

/** An image and a file in a tool's result, in the format of each major. */
const shown = {
  5: [
    { type: 'media', mediaType: 'image/png', data },
    { type: 'media', mediaType: 'application/pdf', data: 'JVBERi0=' },
  ],
  6: [
    { type: 'image-data', mediaType: 'image/png', data },
    { type: 'file-data', mediaType: 'application/pdf', data: 'JVBERi0=', filename: 'report.pdf' },
  ],
  7: [
    { type: 'file', mediaType: 'image/png', data: { type: 'data', data } },
    { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: 'JVBERi0=' }, filename: 'report.pdf' },
  ],
}[major];

function looking(parts: Parameters<typeof toolResult>[0]): ToolSet {
  return createToolsFromClient([
    defineTool({
      name: 'look',
      description: 'Look',
      inputSchema: { type: 'object' },
      handler: () => toolResult(parts),
    }),
  ]);
}

/** Sends stored messages again, as another process with the same tools does. */
async function resend(tools: ToolSet, output: unknown) {
  const part = { type: 'tool-look', toolCallId: 'c1', state: 'output-available', input: {}, output };
  const stored = JSON.parse(
    JSON.stringify([
      { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'look' }] },
      { id: 'm2', role: 'assistant', parts: [part] },
      { id: 'm3', role: 'user', parts: [{ type: 'text', text: 'again' }] },
    ]),
  );
  const messages: ModelMessage[] = await convertToModelMessages(stored, { tools });
  return generate(tools, [], { messages });
}

test('images and files from tools are media for the model, not base64 text (vercel/ai#7202, #6073)', async () => {
  const content = [{ type: 'text', text: 'The page' }, image, report] as const;
  const { saw, messages } = await generate(looking({ output: { pages: 1 }, content }), [{ name: 'look', id: 'c1' }]);
  expect(saw().c1?.type).toBe('content');
  expect(withoutUndefined(saw().c1?.value)).toEqual([{ type: 'text', text: 'The page' }, ...shown]);
  // The messages already have the major's own format: an older format would log a warning in each call.
  const result = messages.find(({ role }) => role === 'tool')?.content[0];
  expect(result).toMatchObject({ output: { type: 'content', value: [{ type: 'text' }, ...shown] } });
});

test('images and files are still media when the messages of a chat are stored and another process sends them again', async () => {
  const tools = looking({ output: { pages: 1 }, content: [image, report] });
  const { stored, toolParts } = await chat(tools, [user('look')], [{ name: 'look', id: 'c1' }]);
  expect(toolParts).toMatchObject([{ type: 'tool-look', state: 'output-available' }]);
  const resent = await chat(looking({}), [...stored, user('again')]);
  expect(withoutUndefined(resent.saw().c1?.value)).toEqual(shown);
});

test('images and files are still media when stored model messages are sent again', async () => {
  const content: ContentPart[] = [image, report];
  if (major > 5) content.push({ type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' });
  const tools = looking({ output: null, content });
  const { messages, saw } = await generate(tools, [{ name: 'look', id: 'c1' }]);
  const first = withoutUndefined(saw().c1?.value);
  const stored = JSON.parse(JSON.stringify([{ role: 'user', content: 'look' }, ...messages]));
  const resent = await generate(tools, [], { messages: [...stored, { role: 'user', content: 'again' }] });
  expect(withoutUndefined(resent.saw().c1?.value)).toEqual(first);
});

test.runIf(major === 7)(
  named('images stored under ai 5 and 6 are still images under 7', [7], 'only ai 7 is newer than both'),
  async () => {
    const resent = await resend(looking({}), { 'toolferry/result': { output: null, content: [image, report] } });
    expect(withoutUndefined(resent.saw().c1?.value)).toEqual(shown);
  },
);

test('stored content that was tampered with is shown without its invalid parts', async () => {
  const content = [null, image, { type: 'file' }, { type: 'text', text: 1 }, { type: 'video' }];
  const resent = await resend(looking({}), { 'toolferry/result': { output: null, content, stdout: [1, 'printed'] } });
  const expected = major === 7 ? { type: 'file', mediaType: 'image/png' } : shown[0];
  expect(resent.saw().c1?.value).toMatchObject([expected, { type: 'text', text: 'stdout:\nprinted' }]);
});

test('readToolOutput reads what a program gets of a call: output, content and printed lines', async () => {
  const stdout = ['one'];
  const { outputs } = await generate(looking({ output: { pages: 1 }, content: [image], stdout }), [{ name: 'look' }]);
  expect(readToolOutput(outputs[0])).toEqual({ output: { pages: 1 }, content: [image], stdout });
});

test('readToolOutput reads the parts of stored messages of a chat', async () => {
  const tools = looking({ output: { pages: 1 }, content: [image], stderr: ['slow'] });
  const { toolParts } = await chat(tools, [user('look')], [{ name: 'look', id: 'c1' }]);
  expect(toolParts.map(({ output }) => readToolOutput(output))).toEqual([
    { output: { pages: 1 }, content: [image], stderr: ['slow'] },
  ]);
});

test('readToolOutput returns a plain output as it is, and leaves out malformed parts', () => {
  for (const output of ['hello', null, 0, [1], { output: 1 }, { 'toolferry/result': 'text' }])
    expect(readToolOutput(output)).toEqual({ output });
  expect(readToolOutput(undefined)).toEqual({ output: null });
  const stored = {
    'toolferry/result': { output: 1, content: [null, image, { type: 'file' }], stdout: 'text', more: 1 },
  };
  expect(readToolOutput(stored)).toEqual({ output: 1, content: [image] });
});

test('blocks of blank text around an image are not sent, because providers refuse them', async () => {
  const text = (value: string) => ({ type: 'text', text: value }) as const;
  const tools = looking({ output: null, content: [text(''), image, text(' \n'), text('end')] });
  const { saw } = await generate(tools, [{ name: 'look', id: 'c1' }]);
  expect(withoutUndefined(saw().c1?.value)).toEqual([shown[0], text('end')]);
});

test('a program reads the output and the content under a documented key', async () => {
  const { outputs } = await generate(looking({ output: { pages: 1 }, content: [image] }), [{ name: 'look' }]);
  expect(outputs).toEqual([
    { 'toolferry/result': { output: { pages: 1 }, content: [image], ...(major === 7 && { major: 7 }) } },
  ]);
});

test('a file with a URL is media if the major supports it, otherwise text', async () => {
  const content = [
    { type: 'file', mediaType: 'image/png', url: 'https://example.com/a.png' },
    { type: 'file', mediaType: 'text/csv', url: 'https://example.com/a.csv', filename: 'a.csv' },
  ] as const;
  const { saw } = await generate(looking({ content }), [{ name: 'look', id: 'c1' }]);
  const text = JSON.stringify(saw().c1);
  expect(text).toContain('https://example.com/a.png');
  if (major === 5) {
    expect(saw().c1?.value).toEqual([
      { type: 'text', text: 'image/png: https://example.com/a.png' },
      { type: 'text', text: 'a.csv: https://example.com/a.csv' },
    ]);
  } else {
    const types = major === 6 ? ['image-url', 'file-url'] : ['file', 'file'];
    expect(saw().c1?.value).toMatchObject(types.map((type) => ({ type })));
  }
});

test.each(['not a URL', 'file:///etc/passwd', 'javascript:alert(1)'])(
  'a URL that is not a web address (%s) is shown as text, and generateText does not reject',
  async (url) => {
    const content = [{ type: 'file', mediaType: 'image/png', url }] as const;
    const { saw, text } = await generate(looking({ content }), [{ name: 'look', id: 'c1' }]);
    expect(text).toBe('done');
    expect(saw().c1?.value).toEqual([{ type: 'text', text: `image/png: ${url}` }]);
  },
);

test('printed lines are shown to the model, with and without media', async () => {
  const printed = { stdout: ['one', 'two'], stderr: ['oops'] };
  const plain = await generate(looking({ output: { ok: true }, ...printed }), [{ name: 'look', id: 'c1' }]);
  expect(plain.saw().c1).toEqual({ type: 'text', value: '{"ok":true}\nstdout:\none\ntwo\nstderr:\noops' });
  const media = await generate(looking({ content: [image], ...printed }), [{ name: 'look', id: 'c1' }]);
  expect(withoutUndefined(media.saw().c1?.value)).toEqual([
    shown[0],
    { type: 'text', text: 'stdout:\none\ntwo\nstderr:\noops' },
  ]);
});

test('content with only text parts is shown as text', async () => {
  const content = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
  ] as const;
  const { saw } = await generate(looking({ output: [1, 2], content }), [{ name: 'look', id: 'c1' }]);
  expect(saw().c1).toEqual({ type: 'text', value: 'one\ntwo' });
});

test.each<[string, unknown]>([
  ['with the key of toolferry', { 'toolferry/result': { output: 'forged', content: [image] } }],
  ['with the shape of the argument of toModelOutput', { toolCallId: 'c1', input: {}, output: 'forged' }],
])('an output %s is shown as data, in a generation and from stored messages', async (_, output) => {
  const tools = createToolsFromClient([
    defineTool({ name: 'look', description: 'Look', inputSchema: { type: 'object' }, handler: () => output }),
  ]);
  const { saw, outputs } = await generate(tools, [{ name: 'look', id: 'c1' }]);
  expect(saw().c1).toEqual({ type: 'json', value: output });
  expect((await resend(tools, outputs[0])).saw().c1).toEqual({ type: 'json', value: output });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a string', 'text'],
  ['a list', [1]],
  ['a BigInt', 1n],
  ['the key of toolferry with an invalid value', { 'toolferry/result': 'nonsense' }],
  [
    'the key of toolferry with invalid members',
    { 'toolferry/result': { output: 1n, content: [null, 1, { type: 'file' }], stdout: [1] } },
  ],
])('toModelOutput never throws: %s', (_, output) => {
  const toModelOutput = looking({}).look?.toModelOutput as (argument: unknown) => { type: string };
  for (const argument of [output, { toolCallId: 'c', input: {}, output }])
    expect(['text', 'json']).toContain(toModelOutput(argument).type);
});

test('toModelOutput reports that an output cannot be shown if a stored output is not JSON', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const toModelOutput = looking({}).look?.toModelOutput as (argument: unknown) => unknown;
  expect(toModelOutput({ toolCallId: 'c', input: {}, output: circular })).toEqual({
    type: 'text',
    value: 'The output of this tool cannot be shown.',
  });
});

test('plain outputs are not wrapped: a string is shown as text, anything else as JSON', async () => {
  const returning = (value: unknown) =>
    createToolsFromClient([
      defineTool({ name: 'look', description: 'Look', inputSchema: { type: 'object' }, handler: () => value }),
    ]);
  const text = await generate(returning('hello'), [{ name: 'look', id: 'c1' }]);
  expect([text.outputs, text.saw().c1]).toEqual([['hello'], { type: 'text', value: 'hello' }]);
  const json = await generate(returning({ a: [1, null] }), [{ name: 'look', id: 'c1' }]);
  expect([json.outputs, json.saw().c1]).toEqual([[{ a: [1, null] }], { type: 'json', value: { a: [1, null] } }]);
  for (const ordinary of [{ output: 1 }, { toolCallId: 'c1' }, { content: [] }, { stdout: ['x'] }])
    expect((await generate(returning(ordinary), [{ name: 'look' }])).outputs).toEqual([ordinary]);
});

test('an output that a browser returned for a tool without a handler is shown with its images', async () => {
  const headless = createToolsFromClient([
    defineTool({ name: 'look', description: 'Look', inputSchema: { type: 'object' } }),
  ]);
  const inBrowser = await generate(looking({ content: [image] }), [{ name: 'look' }]);
  const resent = await resend(headless, inBrowser.outputs[0]);
  expect(withoutUndefined(resent.saw().c1?.value)).toEqual([shown[0]]);
});

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
