import { type ApprovalRequest, defineTool, type ToolMetadata } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test, vi } from 'vitest';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

const erased: string[] = [];
const server = useATPServer({
  groups: {
    math: [sum],
    disk: [
      {
        name: 'erase',
        description: 'Erase a disk of the server',
        inputSchema: { type: 'object', properties: { disk: { type: 'string' } } },
        metadata: { operationType: 'destructive', requiresApproval: true },
        handler: ({ disk }: { disk: string }) => {
          erased.push(disk);
          return `erased ${disk}`;
        },
      },
    ],
  },
});

const remove = (metadata: ToolMetadata, handled: string[] = []) =>
  defineTool({
    name: 'remove',
    namespace: 'fs',
    description: 'Remove a file',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    metadata,
    handler: ({ path }) => {
      handled.push(path);
      return { removed: path };
    },
  });
const code = `try { return await api.fs.remove({ path: '/a' }) } catch (error) { return error.message }`;

describe('approval of client tools', () => {
  test.each<ToolMetadata>([
    { operationType: 'destructive' },
    { sensitivityLevel: 'sensitive' },
    { requiresApproval: true },
  ])('a tool with %o runs once with the input that was approved, and the server does not ask', async (metadata) => {
    const asked: ApprovalRequest[] = [];
    const handled: string[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: [remove(metadata, handled)],
      approve: (request) => asked.push(request) > 0,
    });
    const { result, stats } = await atp.execute(code);
    expect(result).toEqual({ removed: '/a' });
    expect(handled).toEqual(['/a']);
    expect(asked).toMatchObject([{ call: { name: 'fs_remove', input: { path: '/a' } }, tool: { name: 'remove' } }]);
    expect(stats?.approvalCallsCount).toBe(0);
  });

  test('sandbox code can catch the error of a denied call, and the handler does not run', async () => {
    const handled: string[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: [remove({ operationType: 'destructive' }, handled)],
      approve: () => ({ approved: false, reason: 'not today' }),
    });
    expect((await atp.execute(code)).result).toBe('"fs_remove" was not run: not today.');
    expect(handled).toEqual([]);
  });

  test('a call that needs approval is denied without approve', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [remove({ requiresApproval: true })] });
    expect((await atp.execute(code)).result).toBe(
      '"fs_remove" was not run: it needs approval, and no approve function is set. Pass approve to createBridge().',
    );
  });

  test('calls after an approved call return their own values', async () => {
    const read = defineTool({
      name: 'read',
      namespace: 'fs',
      description: 'Read',
      inputSchema: { type: 'object' },
      handler: () => 'the text',
    });
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: [remove({ operationType: 'destructive' }), read],
      approve: () => true,
    });
    const { result } = await atp.execute(
      `return [await api.fs.remove({ path: '/a' }), await api.fs.read({}), await api.fs.remove({ path: '/b' })]`,
    );
    expect(result).toEqual([{ removed: '/a' }, 'the text', { removed: '/b' }]);
  });

  test('each destructive call of a batch is approved separately', async () => {
    const asked: unknown[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: [{ ...remove({ operationType: 'destructive' }), namespace: undefined }],
      approve: ({ call }) => {
        asked.push(call.input);
        return (call.input as { path: string }).path === '/yes';
      },
    });
    const { result } = await atp.execute(
      `return await Promise.all([api.client.remove({ path: '/yes' }), api.client.remove({ path: '/no' })])`,
    );
    expect(asked).toEqual([{ path: '/yes' }, { path: '/no' }]);
    expect(result).toEqual([
      { removed: '/yes' },
      { __error: true, message: '"remove" was not run: it was not approved.' },
    ]);
  });
});

const eraseCode = `try { return await api.disk.erase({ disk: 'sda' }) } catch (error) { return error.message }`;

describe('approvals that the server asks for', () => {
  test('a server function that requires approval runs if it is approved', async () => {
    erased.length = 0;
    const asked: ApprovalRequest[] = [];
    const atp = await connectATP({ baseUrl: server.baseUrl, approve: (request) => asked.push(request) > 0 });
    const { result } = await atp.execute(`return await api.disk.erase({ disk: 'sda' })`);
    expect(result).toBe('erased sda');
    expect(erased).toEqual(['sda']);
    expect(asked).toMatchObject([{ call: { name: 'disk_erase', input: { disk: 'sda' } } }]);
    expect(asked[0]?.tool).toBeUndefined();
  });

  test('a server function does not run if it is denied, or if its input was edited', async () => {
    erased.length = 0;
    const denials = [() => false, () => ({ approved: true, input: { disk: 'other' } })];
    for (const approve of denials) {
      const atp = await connectATP({ baseUrl: server.baseUrl, approve });
      const { result } = await atp.execute(eraseCode);
      expect(result).toBe('Operation erase denied by user');
    }
    expect(erased).toEqual([]);
  });

  test('without approve, a server function that requires approval ends the execution, and nobody reads that a user denied it', async () => {
    erased.length = 0;
    const atp = await connectATP({ baseUrl: server.baseUrl });
    const message =
      /"disk_erase" was not run: it needs approval, and no approve function is set\. Pass approve to createBridge\(\)\./;
    await expect(atp.execute(eraseCode)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(message),
    });
    const call = { id: 'c1', name: 'execute_code', input: { code: eraseCode } };
    expect((await atp.bridge.execute(call)).error?.message).toMatch(message);
    expect(erased).toEqual([]);
  });

  test('an approve that fails ends the execution too, and does not show its error to the server', async () => {
    erased.length = 0;
    const atp = await connectATP({ baseUrl: server.baseUrl, approve: () => Promise.reject(new Error('no terminal')) });
    const { message } = await atp.execute(eraseCode).then(
      () => ({ message: 'completed' }),
      (error: Error) => error,
    );
    expect(message).toContain('"disk_erase" was not run: the approve function failed.');
    expect(message).not.toContain('no terminal');
    expect(erased).toEqual([]);
  });

  test('sandbox code that requests approval gets the answer', async () => {
    const asked: ApprovalRequest[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      approve: (request) => {
        asked.push(request);
        return request.reason === 'Go on?';
      },
    });
    const { result } = await atp.execute(`
      const yes = await atp.approval.request('Go on?', { step: 2 });
      const no = await atp.approval.request('Delete all?');
      return [yes.approved, no.approved];
    `);
    expect(result).toEqual([true, false]);
    expect(asked[0]).toMatchObject({ call: { name: 'approval', input: { step: 2 } }, reason: 'Go on?' });
  });

  test('sandbox code gets the reason of a yes and of a no as the response', async () => {
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      approve: ({ reason }) => ({ approved: reason === 'Go on?', reason: `${reason} was read by Ada` }),
    });
    const { result } = await atp.execute(`
      const yes = await atp.approval.request('Go on?');
      const no = await atp.approval.request('Delete all?');
      return [yes.approved, yes.response, no.approved, no.response];
    `);
    expect(result).toEqual([true, 'Go on? was read by Ada', false, 'Delete all? was read by Ada']);
  });

  test('without approve, the response says so, and not that a person denied it', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    const { result } = await atp.execute(`return await atp.approval.request('Go on?')`);
    expect(result).toMatchObject({
      approved: false,
      response: 'it needs approval, and no approve function is set. Pass approve to createBridge()',
    });
  });

  test('an LLM call without an LLM service fails the execution and names the missing service', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    await expect(atp.execute(`return await atp.llm.call({ prompt: 'Hi' })`)).rejects.toMatchObject({
      code: 'failed',
      message: 'The execution ended with status failed: llm.call: service not provided by this client',
    });
  });
});

test('a connection without approve gives one warning about remote tools that need approval, which names connectATP()', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const metadata = (name: string): ToolMetadata | undefined =>
    name === 'execute_code' ? { requiresApproval: true } : undefined;
  await connectATP({ baseUrl: server.baseUrl, metadata, approve: () => true });
  await connectATP({ baseUrl: server.baseUrl });
  expect(warn).not.toHaveBeenCalled();
  await connectATP({ baseUrl: server.baseUrl, metadata });
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/denied: execute_code\. Pass approve to connectATP\(\);/)]]);
  warn.mockRestore();
});
