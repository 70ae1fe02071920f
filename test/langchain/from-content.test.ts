import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { Command } from '@langchain/langgraph';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callConverted } from './support/call-converted.ts';

const named = { name: 'shoot', description: 'Take a picture', schema: { type: 'object' } as const };
const withArtifact = { ...named, responseFormat: 'content_and_artifact' };
const png = { type: 'file', mediaType: 'image/png', data: 'AAAA' };

describe('content_and_artifact', () => {
  test.each([
    ['text', 'two rows', [{ type: 'text', text: 'two rows' }]],
    ['blocks', [{ type: 'text', text: 'two rows' }], [{ type: 'text', text: 'two rows' }]],
    ['an object, which LangChain shows as JSON', { rows: 2 }, [{ type: 'text', text: '{"rows":2}' }]],
    ['an empty list', [], []],
  ])('the artifact is the output and the content is shown to the model: %s', async (_, content, parts) => {
    const rows = [{ id: 1 }, { id: 2 }];
    const result = await callConverted(tool(async () => [content, rows], withArtifact));
    expect(result).toMatchObject({ output: rows, content: parts });
  });

  test('the content is the output if the artifact is undefined', async () => {
    const result = await callConverted(tool(async () => ['two rows', undefined], withArtifact));
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'shoot', output: 'two rows' });
    const object = await callConverted(tool(async () => [{ rows: 2 }, undefined], withArtifact));
    expect(object).toEqual({ toolCallId: 'c1', toolName: 'shoot', output: { rows: 2 } });
  });

  test('a value that is not a pair is a failure, and a pair without content_and_artifact is a list', async () => {
    const source = tool(async () => 'text', withArtifact);
    expect((await callConverted(source)).error?.message).toContain('"content_and_artifact"');
    expect(await callConverted(tool(async () => ['a', { b: 1 }], named))).toMatchObject({ output: ['a', { b: 1 }] });
  });
});

describe('content blocks', () => {
  test.each([
    ['of an unknown kind', { type: 'reasoning', reasoning: 'hm' }],
    ["in a provider's file store", { type: 'image', fileId: 'file-1' }],
    ['whose type is a member of Object.prototype', { type: 'constructor', mimeType: 'image/png', data: 'AAAA' }],
  ])('a declared content block %s is shown as JSON', async (_, block) => {
    const result = await callConverted(tool(async () => [[block], 1], withArtifact));
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify(block) }]);
  });

  test('content blocks that a tool returns are content for the model, and programs get them unchanged', async () => {
    const blocks = [
      { type: 'text', text: 'the page' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ];
    const result = await callConverted(tool(async () => blocks, named));
    expect(result).toMatchObject({ output: blocks, content: [{ type: 'text', text: 'the page' }, png] });
  });

  test('text blocks become their text', async () => {
    const textBlocks = [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ];
    const result = await callConverted(tool(async () => textBlocks, named));
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'shoot', output: 'one\ntwo' });
  });

  test.each([
    ['one entry is not a block', [{ type: 'text', text: 'one' }, { type: 'row' }]],
    [
      'entries only share a type with blocks',
      [
        { type: 'file', text: 'one', size: 3 },
        { type: 'image', text: 'two' },
      ],
    ],
  ])('a list in which %s is plain data', async (_, list) => {
    const result = await callConverted(tool(async () => list, named));
    expect(result).toEqual({ toolCallId: 'c1', toolName: 'shoot', output: list });
  });
});

describe('messages and commands', () => {
  const message = (fields: Partial<ConstructorParameters<typeof ToolMessage>[0] & object>) =>
    new ToolMessage({ content: 'two rows', tool_call_id: 'another', ...fields } as {
      content: string;
      tool_call_id: string;
    });

  test('a returned ToolMessage becomes content and output', async () => {
    const source = tool(async () => message({ artifact: [1, 2] }), named);
    expect(await callConverted(source)).toEqual({
      toolCallId: 'c1',
      toolName: 'shoot',
      output: [1, 2],
      content: [{ type: 'text', text: 'two rows' }],
    });
    expect(await callConverted(tool(async () => message({ status: 'success' }), named))).toMatchObject({
      output: 'two rows',
    });
  });

  test('a returned ToolMessage with status error is a failed call, with the artifact as data', async () => {
    const source = tool(async () => message({ content: 'no paper', status: 'error', artifact: { tray: 2 } }), named);
    expect((await callConverted(source)).error).toEqual({ code: 'failed', message: 'no paper', data: { tray: 2 } });
  });

  test('an artifact that looks like a ToolError is data: no code is read from it', async () => {
    const artifact = { code: 'denied', message: 'it was not approved' };
    const source = tool(async () => message({ content: 'no', status: 'error', artifact }), named);
    expect((await callConverted(source)).error).toEqual({ code: 'failed', message: 'no', data: artifact });
  });

  test('a ToolMessage as the content of a pair is read', async () => {
    const source = tool(async () => [message({ status: 'error' }), undefined], withArtifact);
    expect(await callConverted(source)).toMatchObject({ error: { code: 'failed', message: 'two rows' } });
  });

  test("a model's message from a runnable becomes its text", async () => {
    const runnable = RunnableLambda.from(() => new AIMessage('hello'));
    const source = runnable.asTool({ name: 'ask', description: 'Ask', schema: z.object({}) });
    expect(await callConverted(source)).toMatchObject({ output: 'hello' });
  });

  test.each([
    ['alone', new Command({ update: { a: 1 } })],
    ['in a list', [new Command({ goto: 'x' })]],
  ])('a Command %s is a failed call whose message says that only a graph can apply it', async (_, command) => {
    const { error } = await callConverted(tool(async () => command, named));
    expect(error).toEqual({
      code: 'failed',
      message:
        '"shoot" returned a LangGraph Command or ToolMessage, which only a graph can apply. Give this tool to a LangGraph agent.',
    });
  });
});
