/** Calls every tool of the real reference server. */
import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { type Bridge, createBridge, type ExecuteOptions, type RefusedTool, type ToolResult } from 'toolferry';
import { fromMCPClient } from 'toolferry/mcp';
import { beforeAll, describe, expect, test } from 'vitest';
import { clientKinds } from '../peers/mcp/connect-client.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';

const connect = useMCP();

describe.each(clientKinds)('the reference server, with %s', (kind) => {
  let bridge: Bridge;
  let names: string[];
  const refused: RefusedTool[] = [];
  const called = new Set<string>();
  beforeAll(async () => {
    bridge = createBridge();
    const tools = await fromMCPClient(await connect(kind, 'everything'), {
      bridge,
      onRefused: (tool) => refused.push(tool),
    });
    names = tools.map(({ name }) => name);
  });

  const call = (name: string, input: unknown = {}, options?: ExecuteOptions): Promise<ToolResult> => {
    called.add(name);
    return bridge.execute({ id: 'call_1', name, input }, options);
  };

  test('the output of a text result is its text', async () => {
    expect(await call('echo', { message: 'hi' })).toEqual({
      toolCallId: 'call_1',
      toolName: 'echo',
      output: 'Echo: hi',
    });
    expect((await call('get-sum', { a: 2, b: 3 })).output).toBe('The sum of 2 and 3 is 5.');
  });

  test('a tool without parameters accepts an absent input', async () => {
    expect(JSON.parse((await call('get-env', null)).output as string)).toHaveProperty('PATH');
    expect((await call('toggle-simulated-logging')).output).toMatch(/^Started/);
    expect((await call('toggle-simulated-logging', '')).output).toMatch(/^Stopped/);
    expect((await call('toggle-subscriber-updates')).output).toMatch(/^Started/);
    expect((await call('toggle-subscriber-updates')).output).toMatch(/^Stopped/);
  });

  test('an image becomes content in addition to the text', async () => {
    const { output, content } = await call('get-tiny-image');
    expect(content).toEqual([
      { type: 'text', text: "Here's the image you requested:" },
      { type: 'file', mediaType: 'image/png', data: expect.stringMatching(/^iVBORw0KGgo/) },
      { type: 'text', text: 'The image above is the MCP logo.' },
    ]);
    expect(output).toBe("Here's the image you requested:\n[image/png]\nThe image above is the MCP logo.");
    const annotated = await call('get-annotated-message', { messageType: 'success', includeImage: true });
    expect(annotated.content?.map(({ type }) => type)).toEqual(['text', 'file']);
  });

  test('structured content is the output, and its JSON text is not repeated as content', async () => {
    const result = await call('get-structured-content', { location: 'Chicago' });
    expect(result.output).toEqual({ temperature: 36, conditions: 'Light rain / drizzle', humidity: 82 });
    expect(result.content).toBeUndefined();
  });

  test('a resource becomes its URI and its text, or a file named by the last segment of its URI', async () => {
    const asText = await call('get-resource-reference', { resourceType: 'Text', resourceId: 1 });
    expect(asText.output).toContain('[demo://resource/dynamic/text/1]\nResource 1: This is a plaintext resource');
    const asBlob = await call('get-resource-reference', { resourceType: 'Blob', resourceId: 7 });
    expect(asBlob.content?.[1]).toEqual({ type: 'text', text: '[demo://resource/dynamic/blob/7]' });
    expect(asBlob.content?.[2]).toMatchObject({ type: 'file', mediaType: 'text/plain', filename: '7' });
  });

  test('a zipped file arrives unchanged', async () => {
    const input = { name: 'a.gz', data: 'data:text/plain;base64,aGVsbG8=', outputType: 'resource' };
    const { content, output } = await call('gzip-file-as-resource', input);
    const [, file] = content ?? [];
    expect(file).toMatchObject({ type: 'file', mediaType: 'application/gzip', filename: 'a.gz' });
    expect(gunzipSync(Buffer.from((file as { data: string }).data, 'base64')).toString()).toBe('hello');
    expect(output).toBe('[demo://resource/session/a.gz]\n[a.gz]');
  });

  test('a resource link becomes text', async () => {
    const { output } = await call('get-resource-links', { count: 1 });
    expect(output).toContain('Resource 1: demo://resource/dynamic/');
  });

  test("the server's progress reaches the caller", async () => {
    const reports: unknown[] = [];
    const { output } = await call(
      'trigger-long-running-operation',
      { duration: 0.2, steps: 2 },
      { onProgress: (value) => reports.push(value) },
    );
    expect(output).toBe('Long running operation completed. Duration: 0.2 seconds, Steps: 2.');
    expect(reports[0]).toMatchObject({ progress: 1, total: 2 });
  });

  test('an abort ends a running call', async () => {
    const aborting = new AbortController();
    const result = await call(
      'trigger-long-running-operation',
      { duration: 60, steps: 600 },
      { signal: aborting.signal, onProgress: () => aborting.abort() },
    );
    expect(result.error).toEqual({ code: 'aborted', message: '"trigger-long-running-operation" was aborted.' });
  });

  test('a tool that runs only as a task is not offered, and onRefused is called with the reason', async () => {
    expect(refused.slice(0, 1)).toEqual([
      {
        name: 'simulate-research-query',
        issues: [
          {
            path: 'execution/taskSupport',
            message: 'is "required": the tool runs only as an MCP task, which toolferry does not start',
          },
        ],
      },
    ]);
    expect(bridge.tools.get('simulate-research-query')).toBeUndefined();
  });

  test('an input that does not match the schema does not reach the server', async () => {
    expect((await call('get-structured-content', { location: 'Chicag' })).error).toEqual({
      code: 'invalid_input',
      message: expect.stringContaining('location: must be one of "New York", "Chicago", "Los Angeles"'),
    });
  });

  test('every tool of the reference server is called by a test of this file', () => {
    expect([...called].sort()).toEqual(names.toSorted());
  });
});
