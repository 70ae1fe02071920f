/** The packed package in clean projects outside this repository, as a new user meets it. Needs the npm registry. */
import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lettaScriptOf } from '../docs/model-scripts.ts';
import { readmeExamples } from '../docs/readme-examples.ts';
import { withModelOf } from '../docs/with-model-of.ts';
import { useATPServer } from '../peers/atp/use-server.ts';
import { useLetta } from '../peers/letta/use-letta.ts';
import { systemNode } from '../smoke/system-node.ts';
import { createProject, exampleUnder, fileUnder, install, runIn } from './clean-project.ts';
import { mistakeImports, mistakes } from './mistakes.ts';
import { projects } from './projects.ts';
import { typeErrors } from './type-errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const trial = realpathSync(mkdtempSync(path.join(tmpdir(), 'toolferry-newcomer-')));
const folderOf = (name: string) => path.join(trial, fileUnder(name));
afterAll(() => rm(trial, { recursive: true, force: true }));

describe('npm installs', () => {
  let tarball: string;
  beforeAll(async () => {
    const { stdout } = await runIn(root, 'npm', ['pack', '--pack-destination', trial]);
    tarball = path.join(trial, stdout.trim());
  });

  test.concurrent('TypeScript 5.9', () => install(folderOf('tools'), { typescript: '5.9.3' }));

  test.concurrent.for(projects)('$name', (project) => createProject(folderOf(project.name), tarball, project));

  test('only the three dependencies in addition to toolferry', () => {
    const { packages } = JSON.parse(
      readFileSync(`${folderOf('toolferry alone')}/node_modules/.package-lock.json`, 'utf8'),
    );
    const types = ['@types/node', 'undici-types'];
    const installed = Object.keys(packages).map((name) => name.replace('node_modules/', ''));
    expect(installed.filter((name) => !types.includes(name)).toSorted()).toEqual([
      '@eslint-community/regexpp',
      '@noble/hashes',
      'toolferry',
      'typebox',
    ]);
  });
});

/** TypeScript 5.9 takes half a minute for a project: what one project covers is checked in the others by the full form. */
const isFull = process.env.NEWCOMER === 'full';
const checkedIn = (version: string, resolution: string) =>
  isFull || version !== '5.9' || resolution !== 'bundler'
    ? projects
    : projects.filter(({ name }) => name === 'LangChain and ai 7');

const typeScript7 = path.join(root, 'node_modules/typescript');

describe.for([
  { version: '5.9', compiler: path.join(folderOf('tools'), 'node_modules/typescript') },
  { version: '7', compiler: typeScript7 },
])('TypeScript $version', ({ version, compiler }) => {
  describe.for(['nodenext', 'bundler'] as const)('with %s and without skipLibCheck', (resolution) => {
    test.concurrent.for(checkedIn(version, resolution))(
      'reports no error of toolferry in $name',
      async ({ name, entries }) => {
        const { ours, others } = await typeErrors(folderOf(name), entries, compiler, resolution);
        for (const [kind, count] of Object.entries(others)) {
          console.info(`Ignored in ${name} (TypeScript ${version}, ${resolution}): ${count} errors of ${kind}`);
        }
        expect(ours).toEqual([]);
      },
    );
  });
});

test('the types of toolferry need neither lib.dom nor @types/node', async () => {
  const folder = path.join(folderOf('toolferry alone'), 'no-platform');
  const entries = ['toolferry', 'toolferry/mcp', 'toolferry/journal', 'toolferry/losses', 'toolferry/schema'];
  expect(await typeErrors(folder, entries, typeScript7, 'nodenext', { lib: ['es2023'], types: [] })).toMatchObject({
    ours: [],
  });
});

const system = await systemNode();

describe.for([
  { node: `Node ${process.version}`, command: process.execPath },
  { node: 'Node 20', command: system?.version.startsWith('v20.') ? system.command : undefined },
])('$node', ({ command = '' }) => {
  beforeEach(({ skip }) => skip(command === '', `the machine's own Node is ${system?.version ?? 'missing'}`));
  const atp = useATPServer();
  const evaluate = (name: string, type: string, code: string) =>
    runIn(folderOf(name), command, [`--input-type=${type}`, '--eval', code]);
  const runExample = async (name: string, title: string, env: Record<string, string>) =>
    (await runIn(folderOf(name), command, [`${fileUnder(title)}.mjs`], env)).stdout.trim();

  test.concurrent.for(projects)('imports and requires every entry in $name', async ({ name, entries }) => {
    const list = `const list = (entry, names) => console.log(entry, Object.keys(names));`;
    const all = JSON.stringify(entries);
    const imported = await evaluate(
      name,
      'module',
      `${list} for (const entry of ${all}) list(entry, await import(entry));`,
    );
    const required = await evaluate(
      name,
      'commonjs',
      `${list} for (const entry of ${all}) list(entry, require(entry));`,
    );
    expect(required.stdout).toBe(imported.stdout);
    expect(imported.stdout).not.toContain('[]');
  });

  const missing = projects.flatMap(({ name, missing = {} }) =>
    Object.entries(missing).map(([entry, peer]) => ({ name, entry, peer })),
  );
  test.concurrent.for(missing)('names $peer when $name imports $entry', async ({ name, entry, peer }) => {
    await expect(evaluate(name, 'module', `import '${entry}';`)).rejects.toThrow(peer);
  });

  test.concurrent.for(mistakes)('names the mend for $mistake', async ({ code, message }) => {
    await expect(evaluate('LangChain and ai 7', 'module', mistakeImports + code)).rejects.toThrow(message);
  });

  const examples = projects.flatMap(({ name, examples }) => examples.map((title) => ({ name, title })));
  test.concurrent.for(examples.filter(({ title }) => title !== 'Letta'))(
    'runs the example under "$title" in $name',
    async ({ name, title }) => {
      const output = await withModelOf(title, (env) => runExample(name, title, { ...env, ATP_URL: atp.baseUrl }));
      const example = readmeExamples.find((each) => each.title === title);
      if (example) expect(output).toMatch(example.prints);
      else expect(output).toBe(exampleUnder(title).printed?.trim());
    },
  );

  describe('with a Letta server', () => {
    const letta = useLetta();

    test.for(examples.filter(({ title }) => title === 'Letta'))(
      'runs the example under "Letta" in $name',
      async ({ name }) => {
        const agent = await letta.agent({ script: lettaScriptOf('Letta') });
        const env = { LETTA_BASE_URL: letta.baseUrl, LETTA_AGENT_ID: agent.id };
        expect(await runExample(name, 'Letta', env)).toBe('It stays.');
      },
    );
  });
});
