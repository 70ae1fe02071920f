/** The examples of the client-tools page in ATP's documentation, each on the real server. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { defineTool, policyFrom, ToolOperationType, ToolSensitivityLevel } from 'toolferry';
import { connectATP } from 'toolferry/atp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sum } from '../peers/atp/sum.ts';
import { useATPServer } from '../peers/atp/use-server.ts';

interface Provenance {
  readonly source?: { readonly type?: string };
}

const sent: unknown[] = [];
const server = useATPServer({
  groups: {
    math: [sum],
    mail: [
      {
        name: 'send',
        description: 'Send a mail',
        inputSchema: { type: 'object', properties: { body: { type: 'string' } }, required: ['body'] },
        handler: ({ body }: { body: string }) => {
          sent.push(body);
          return 'sent';
        },
      },
    ],
  },
  config: {
    logger: 'none',
    execution: {
      securityPolicies: [
        {
          name: 'local-data-stays',
          check: (_tool: string, args: Record<string, unknown>, provenanceOf: (value: unknown) => Provenance | null) =>
            Object.values(args).some((value) => provenanceOf(value)?.source?.type === 'tool')
              ? {
                  action: 'block' as const,
                  reason: 'it is forbidden to send data of client tools',
                  policy: 'local-data-stays',
                }
              : { action: 'log' as const },
        },
      ],
    },
  },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'toolferry-'));
  await writeFile(path.join(folder, 'numbers.txt'), '1 2 3');
});
afterAll(() => rm(folder, { recursive: true }));

const pathInput = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } as const;
const inFolder = (name: string) => path.join(folder, path.basename(name));
const read = defineTool({
  name: 'readFile',
  namespace: 'fs',
  description: 'Read a file',
  inputSchema: pathInput,
  metadata: { operationType: ToolOperationType.READ, sensitivityLevel: ToolSensitivityLevel.INTERNAL },
  handler: (input) => readFile(inFolder(input.path), 'utf8'),
});
const list = defineTool({
  name: 'listFiles',
  namespace: 'fs',
  description: 'List the files',
  inputSchema: { type: 'object' },
  handler: () => readdir(folder),
});
const write = defineTool({
  name: 'writeFile',
  namespace: 'fs',
  description: 'Write a file',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string' }, text: { type: 'string' } },
    required: ['path', 'text'],
  },
  metadata: { operationType: ToolOperationType.WRITE },
  handler: (input) => writeFile(inFolder(input.path), input.text),
});
const remove = defineTool({
  name: 'deleteFile',
  namespace: 'fs',
  description: 'Delete a file',
  inputSchema: pathInput,
  metadata: { operationType: ToolOperationType.DESTRUCTIVE, requiresApproval: true, impactDescription: 'It is gone' },
  handler: (input) => rm(inFolder(input.path)),
});
const system = defineTool({
  name: 'info',
  namespace: 'system',
  description: 'About this machine',
  inputSchema: { type: 'object' },
  handler: () => ({ platform: os.platform(), cpus: os.cpus().length }),
});

test('tools of a namespace can list, read and write files in one execution', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [list, read, write] });
  const { result } = await atp.execute(`
    const before = await api.fs.listFiles({});
    await api.fs.writeFile({ path: 'copy.txt', text: await api.fs.readFile({ path: 'numbers.txt' }) });
    return { before, copy: await api.fs.readFile({ path: 'copy.txt' }) };
  `);
  expect(result).toEqual({ before: ['numbers.txt'], copy: '1 2 3' });
  expect(await readFile(inFolder('copy.txt'), 'utf8')).toBe('1 2 3');
});

test('a client tool returns information about the system', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [system] });
  const { result } = await atp.execute('return await api.system.info({})');
  expect(result).toEqual({ platform: os.platform(), cpus: os.cpus().length });
});

describe('metadata with approval', () => {
  const attempt = `try { await api.fs.deleteFile({ path: 'doomed.txt' }); return 'deleted' } catch (error) { return error.message }`;
  const execute = async (approve?: () => boolean) => {
    await writeFile(inFolder('doomed.txt'), '');
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [remove], approve });
    const { result } = await atp.execute(attempt);
    return { result, isThere: (await readdir(folder)).includes('doomed.txt') };
  };

  test('a destructive tool runs if it is approved', async () => {
    expect(await execute(() => true)).toEqual({ result: 'deleted', isThere: false });
  });
  test('a destructive tool does not run if it is denied', async () => {
    expect(await execute(() => false)).toEqual({
      result: '"fs_deleteFile" was not run: it was not approved.',
      isThere: true,
    });
  });
  test('a destructive tool does not run without approve', async () => {
    expect(await execute()).toEqual({
      result:
        '"fs_deleteFile" was not run: it needs approval, and no approve function is set. Pass approve to createBridge().',
      isThere: true,
    });
  });
});

test('a tool that requires a scope which was not granted is blocked, and the message names the scope', async () => {
  const repository = defineTool({
    name: 'createIssue',
    namespace: 'github',
    description: 'Create an issue',
    inputSchema: { type: 'object' },
    metadata: { requiredScopes: ['repo', 'read:user'] },
    handler: () => 'created',
  });
  const policy = policyFrom({ granted: { scopes: ['read:user'] } });
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [repository, system], policy });
  const called = await atp.bridge.execute({ id: 'c', name: 'github_createIssue', input: {} });
  expect(called.error?.message).toBe('"github_createIssue" was not run: missing scope repo.');
  await expect(atp.execute('return await api.github.createIssue({})')).rejects.toMatchObject({ code: 'failed' });
});

test('sandbox code can catch the error of a client tool', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [read] });
  const { result } = await atp.execute(`
    try {
      return await api.fs.readFile({ path: 'missing.txt' });
    } catch (error) {
      return { failed: true, message: error.message };
    }
  `);
  expect(result).toMatchObject({ failed: true, message: expect.stringContaining('ENOENT') });
});

test('provideTools registers a tool after connecting', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [list] });
  atp.provideTools([system]);
  const { result } = await atp.execute('return (await api.system.info({})).platform');
  expect(result).toBe(os.platform());
});

describe('provenance', () => {
  const leak = `return await api.mail.send({ body: await api.fs.readFile({ path: 'numbers.txt' }) })`;

  test.each(['proxy', 'ast'])('a server policy blocks data of client tools in provenance mode %s', async (mode) => {
    sent.length = 0;
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [read] });
    const error = await atp.execute(leak, { config: { provenanceMode: mode } }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'security_violation',
      message: expect.stringContaining('it is forbidden to send data of client tools'),
    });
    expect(sent).toEqual([]);
  });

  test('the same code runs without a provenance mode', async () => {
    const atp = await connectATP({ baseUrl: server.baseUrl, tools: [read] });
    expect((await atp.execute(leak)).result).toBe('sent');
  });
});

test('one execution can use a server function and a client tool', async () => {
  const atp = await connectATP({ baseUrl: server.baseUrl, tools: [read] });
  const { result } = await atp.execute(`
    const text = await api.fs.readFile({ path: 'numbers.txt' });
    return await api.math.sum({ values: text.split(' ').map(Number) });
  `);
  expect(result).toBe(6);
});

test('the complete example uses files, system information, approval and a server function', async () => {
  const asked: string[] = [];
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    clientInfo: { name: 'complete-example', version: '1.0.0' },
    tools: [read, list, write, remove, system],
    approve: ({ call }) => {
      asked.push(call.name);
      return true;
    },
  });
  const { result } = await atp.execute(`
    const { platform } = await api.system.info({});
    const text = await api.fs.readFile({ path: 'numbers.txt' });
    const total = await api.math.sum({ values: text.split(' ').map(Number) });
    await api.fs.writeFile({ path: 'report.txt', text: platform + ': ' + total });
    const report = await api.fs.readFile({ path: 'report.txt' });
    await api.fs.deleteFile({ path: 'report.txt' });
    return { report, left: (await api.fs.listFiles({})).includes('report.txt') };
  `);
  expect(result).toEqual({ report: `${os.platform()}: 6`, left: false });
  expect(asked).toEqual(['fs_deleteFile']);
});
