import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useATPServer } from '../peers/atp/use-server.ts';
import { type Say, type ScriptedOpenAI, startScriptedOpenAI } from '../peers/openai/scripted-openai.ts';
import { run, typeScript, withoutBrowser, writeCodeBlocks } from './code-blocks.ts';

const { folder, files, fileUnder } = writeCodeBlocks('README.md', 'readme');
const server = useATPServer();

describe('the code blocks of README.md', () => {
  let model: ScriptedOpenAI;
  let next: (results: readonly string[]) => Say;
  beforeAll(async () => {
    model = await startScriptedOpenAI((results) => next(results));
  });
  afterAll(() => model.stop());

  const runBlock = async (title: string, script: typeof next = () => ({ text: '' })) => {
    next = script;
    const env = { ...model.env, ATP_URL: server.baseUrl };
    const { code, output } = await run(process.execPath, [...withoutBrowser, fileUnder(title)], env);
    if (code !== 0) throw new Error(output);
    return output;
  };

  test('have at most 15 lines of code and compile against the built package', async () => {
    expect(files).toHaveLength(9);
    for (const file of files) {
      const lines = readFileSync(file, 'utf8').split('\nexport {};')[0]?.trim().split('\n') ?? [];
      expect(lines.length).toBeLessThanOrEqual(15);
    }
    expect(await run(typeScript, ['-p', folder])).toEqual({ code: 0, output: '' });
  });

  test('a LangChain agent whose destructive call is not approved', async () => {
    const output = await runBlock('A tool for LangChain', ([answer]) =>
      answer ? { text: `It said: ${answer}` } : { call: 'remove', input: { path: 'old.txt' } },
    );
    expect(output).toContain('It said: "remove" was not run: it was not approved.');
  });

  test('generateText with a zod tool', async () => {
    const output = await runBlock('The same for the AI SDK', ([sum]) =>
      sum ? { text: `It is ${sum}` } : { call: 'add', input: { a: 2, b: 3 } },
    );
    expect(output.trim()).toBe('It is 5');
  });

  test('ATP', async () => {
    const [result, ...names] = (await runBlock('Over an Agent Tool Protocol server')).split('\n');
    expect(result).toBe('the text of notes.txt');
    for (const name of ['fs_readFile', 'execute_code', 'search_api']) expect(names.join()).toContain(`'${name}'`);
  });

  test('the tools of a real MCP server', async () => {
    const names = await runBlock('With MCP servers');
    for (const name of ['fs_read_file', 'fs_write_file', 'fs_move_file']) expect(names).toContain(`'${name}'`);
  });

  test('a LangChain tool in the AI SDK', async () => {
    expect((await runBlock('Tools you have already')).trim()).toBe('Hello Ada');
  });

  test('a bridge of its own prints what the comment says', async () => {
    const said = /^\/\/ (\{.*\})$/m.exec(readFileSync(fileUnder('One bridge for all'), 'utf8'))?.[1] ?? 'no comment';
    expect((await runBlock('One bridge for all')).replaceAll(/\s+/g, ' ').trim()).toBe(said);
  });
});
