import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectATP } from 'toolferry/atp';
import { fromMCPClient } from 'toolferry/mcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { useMCP } from '../peers/mcp/use-mcp.ts';

const connect = useMCP();
const server = useATPServer();
const folder = mkdtempSync(path.join(tmpdir(), 'toolferry-mcp-in-atp-'));
beforeAll(() => writeFileSync(path.join(folder, 'numbers.txt'), '1 2 3'));
afterAll(() => rmSync(folder, { recursive: true }));

test('sandbox code of a real ATP server can call tools of a real MCP server, with approval', async () => {
  const client = await connect('client 2', 'filesystem', [folder]);
  const asked: string[] = [];
  const atp = await connectATP({
    baseUrl: server.baseUrl,
    tools: await fromMCPClient(client, { namespace: 'files' }),
    approve: ({ call }) => {
      asked.push(call.name);
      return false;
    },
  });
  const { result } = await atp.execute(`
    const { content } = await api.files.read_text_file({ path: ${JSON.stringify(path.join(folder, 'numbers.txt'))} });
    const total = await api.math.sum({ values: content.split(' ').map(Number) });
    const refused = await api.files.write_file({ path: '/x', content: '' }).catch(({ message }) => message);
    return { total, refused };
  `);
  expect(result).toEqual({ total: 6, refused: expect.stringContaining('it was not approved') });
  expect(asked).toEqual(['files_write_file']);
  atp.close();
});
