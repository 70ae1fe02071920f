import { type ApprovalRequest, defineTool, type ToolMetadata } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { describe, expect, test } from 'vitest';
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

describe('approval of client tools is asked here, never by the server', () => {
  test.each<ToolMetadata>([
    { operationType: 'destructive' },
    { sensitivityLevel: 'sensitive' },
    { requiresApproval: true },
  ])('%o: approved, it runs once, with what was shown', async (metadata) => {
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

  test('refused, the sandbox gets an error it can catch, and the handler never runs', async () => {
    const handled: string[] = [];
    const atp = await connectATP({
      baseUrl: server.baseUrl,
      tools: [remove({ operationType: 'destructive' }, handled)],
      approve: () => ({ approved: false, reason: 'not today' }),
    });
    expect((await atp.execute(code)).result).toBe('"fs_remove" was not run: not today.');
    expect(handled).toEqual([]);
  });

  test('with nobody to ask it is refused', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [remove({ requiresApproval: true })] });
    expect((await atp.execute(code)).result).toBe(
      '"fs_remove" was not run: it needs approval, and there is nobody to ask.',
    );
  });

  test('the calls after an approved one get their own values', async () => {
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

  test('in a batch each destructive call is asked for', async () => {
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

describe('what the server itself asks about', () => {
  test('a function of the server that wants approval: yes lets it run there', async () => {
    erased.length = 0;
    const asked: ApprovalRequest[] = [];
    const atp = await connectATP({ baseUrl: server.baseUrl, approve: (request) => asked.push(request) > 0 });
    const { result } = await atp.execute(`return await api.disk.erase({ disk: 'sda' })`);
    expect(result).toBe('erased sda');
    expect(erased).toEqual(['sda']);
    expect(asked).toMatchObject([{ call: { name: 'disk_erase', input: { disk: 'sda' } } }]);
    expect(asked[0]?.tool).toBeUndefined();
  });

  test('no, nobody to ask, or an edited input: it does not run', async () => {
    erased.length = 0;
    const denials = [() => false, undefined, () => ({ approved: true, input: { disk: 'other' } })];
    for (const approve of denials) {
      const atp = await connectATP({ baseUrl: server.baseUrl, approve });
      const { result } = await atp.execute(
        `try { return await api.disk.erase({ disk: 'sda' }) } catch (error) { return error.message }`,
      );
      expect(result).toMatch(/denied|not approved|approval/i);
    }
    expect(erased).toEqual([]);
  });

  test('sandbox code that asks by itself gets the answer', async () => {
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

  test('a model asked for without a model here ends the execution under its own words', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl });
    await expect(atp.execute(`return await atp.llm.call({ prompt: 'Hi' })`)).rejects.toMatchObject({
      code: 'failed',
      message: 'The code ended as failed: llm.call: service not provided by this client',
    });
  });
});
