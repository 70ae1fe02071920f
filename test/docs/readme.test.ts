import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Say, type ScriptedOpenAI, startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { run, runBlock, typeScript, writeCodeBlocks } from './code-blocks.ts';

const { folder, blocks, fileUnder } = writeCodeBlocks('README.md', 'readme');
const server = useATPServer();

describe('the code blocks of README.md', () => {
  let model: ScriptedOpenAI;
  let next: (results: readonly string[]) => Say;
  beforeAll(async () => {
    model = await startScriptedOpenAI((results) => next(results));
  });
  afterAll(() => model.stop());

  const runUnder = (title: string, script: typeof next = () => ({ text: '' })) => {
    next = script;
    return runBlock(fileUnder(title), { ...model.env, ATP_URL: server.baseUrl });
  };

  test('README.md has at most 220 lines', () => {
    const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(220);
  });

  test('every code block of README.md has at most 15 lines and compiles against the built package', async () => {
    expect(blocks).toHaveLength(6);
    for (const { code } of blocks) expect(code.trim().split('\n').length).toBeLessThanOrEqual(15);
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  test('the LangChain example answers a destructive call that nobody approves with the reason', async () => {
    const output = await runUnder('LangChain', ([answer]) =>
      answer ? { text: `It said: ${answer}` } : { call: 'remove', input: { path: 'old.txt' } },
    );
    expect(output).toContain('It said: "remove" was not run: it was not approved.');
  });

  test('the AI SDK example calls a zod tool in generateText', async () => {
    const output = await runUnder('Vercel AI SDK', ([sum]) =>
      sum ? { text: `It is ${sum}` } : { call: 'add', input: { a: 2, b: 3 } },
    );
    expect(output).toBe('It is 5');
  });

  test('the ATP example runs a client tool from sandbox code and lists the tools for agents here', async () => {
    const [result, ...names] = (await runUnder('Agent Tool Protocol')).split('\n');
    expect(result).toBe('the text of notes.txt');
    for (const name of ['fs_readFile', 'execute_code', 'search_api']) expect(names.join()).toContain(`'${name}'`);
  });

  test('the MCP example lists the tools of a real MCP server', async () => {
    const names = await runUnder('MCP');
    for (const name of ['fs_read_file', 'fs_write_file', 'fs_move_file']) expect(names).toContain(`'${name}'`);
  });

  test('the migrating example calls an AI SDK tool as a LangChain tool', async () => {
    expect(await runUnder('Migrating')).toBe('Hello Ada');
  });
});
