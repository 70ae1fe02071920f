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

  test('have at most 15 lines of code and compile against the built package', async () => {
    expect(blocks).toHaveLength(9);
    for (const { code } of blocks) expect(code.trim().split('\n').length).toBeLessThanOrEqual(15);
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  test('a LangChain agent whose destructive call is not approved', async () => {
    const output = await runUnder('A tool for LangChain', ([answer]) =>
      answer ? { text: `It said: ${answer}` } : { call: 'remove', input: { path: 'old.txt' } },
    );
    expect(output).toContain('It said: "remove" was not run: it was not approved.');
  });

  test('generateText with a zod tool', async () => {
    const output = await runUnder('The same for the AI SDK', ([sum]) =>
      sum ? { text: `It is ${sum}` } : { call: 'add', input: { a: 2, b: 3 } },
    );
    expect(output).toBe('It is 5');
  });

  test('ATP', async () => {
    const [result, ...names] = (await runUnder('Over an Agent Tool Protocol server')).split('\n');
    expect(result).toBe('the text of notes.txt');
    for (const name of ['fs_readFile', 'execute_code', 'search_api']) expect(names.join()).toContain(`'${name}'`);
  });

  test('the tools of a real MCP server', async () => {
    const names = await runUnder('With MCP servers');
    for (const name of ['fs_read_file', 'fs_write_file', 'fs_move_file']) expect(names).toContain(`'${name}'`);
  });

  test('a LangChain tool in the AI SDK', async () => {
    expect(await runUnder('Tools you have already')).toBe('Hello Ada');
  });

  test('a bridge of its own prints what the comment says', async () => {
    const said = /^\/\/ (\{.*\})$/m.exec(blocks.at(-1)?.code ?? '')?.[1] ?? 'no comment';
    expect((await runUnder('One bridge for all')).replaceAll(/\s+/g, ' ')).toBe(said);
  });
});
