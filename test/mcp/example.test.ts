import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runExample } from '../examples/run-example.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';

const server = useATPServer({
  groups: {
    text: [
      {
        name: 'length',
        description: 'Count the characters of a string',
        inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
        handler: ({ text }: { text: string }) => text.length,
      },
    ],
  },
});
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'toolferry-notes-')));
afterAll(() => rmSync(folder, { recursive: true }));
const note = (name: string) => path.join(folder, name);

test('mcp-with-other-tools.ts offers tools of MCP, ATP and LangChain and a client tool in one list', async () => {
  writeFileSync(note('ferry.txt'), 'It leaves at nine.');
  const model = await startScriptedOpenAI(([where, text, count, german, written, renamed]) => {
    if (!where) return { call: 'notes_folder', input: {} };
    if (!text) return { call: 'files_read_text_file', input: { path: `${where}/ferry.txt` } };
    if (!count) return { call: 'text_length', input: { text } };
    if (!german) return { call: 'translate', input: { text: `${count} characters` } };
    if (!written) return { call: 'files_write_file', input: { path: `${where}/length.txt`, content: german } };
    if (!renamed)
      return { call: 'files_move_file', input: { source: `${where}/ferry.txt`, destination: `${where}/old.txt` } };
    return { text: `${german}. ${renamed}` };
  });
  const output = await runExample('mcp-with-other-tools.ts', {
    ...model.env,
    ATP_URL: server.baseUrl,
    NOTES_DIR: folder,
  });
  const offered = model.requests()[0]?.body?.tools;
  await model.stop();
  expect(output).toContain('18 Zeichen. "files_move_file" was not run: it was not approved.');
  expect(output).toContain('files_write_file needs approval because it is destructive');
  expect(readFileSync(note('length.txt'), 'utf8')).toBe('18 Zeichen');
  expect(existsSync(note('ferry.txt'))).toBe(true);
  expect(offered).toHaveLength(1 + 14 + 4 + 1 + 1);
});
