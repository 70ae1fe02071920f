import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));
/** Tests import what users import, and get the source. */
const toolferry = [
  { find: /^toolferry$/, replacement: source('index.ts') },
  { find: /^toolferry\/(.+)$/, replacement: source('$1/index.ts') },
];

/** They kill processes, and take over runs whose lease is over: one at a time, because each fills the machine. */
const processes = [
  'test/torture/**/*.test.ts',
  'test/examples/{demo*,durable-workflow}.test.ts',
  'test/ag-ui/{replicas,suspended-replica}.test.ts',
];

/** What comes in time costs nothing, and a busy machine needs longer than vitest's defaults of a second and ten. */
const waits: TestProjectInlineConfiguration['test'] = {
  expect: { poll: { timeout: 10_000 } },
  // Hooks start servers, which have ten minutes and then say why they did not start, and play whole demos.
  hookTimeout: 900_000,
};

/** The AI SDK's tests run on each of its majors. */
const aiMajor = (name: string, packageName: string): TestProjectInlineConfiguration => ({
  resolve: { alias: [...toolferry, { find: /^ai(?=$|\/)/, replacement: packageName }] },
  test: {
    ...waits,
    name,
    include: ['test/ai-sdk/**/*.test.ts'],
    env: { AI_PACKAGE: packageName },
    testTimeout: 30_000,
  },
});

export default defineConfig({
  test: {
    // Vitest leaves one core free, of two as of sixteen.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias: toolferry },
        test: {
          ...waits,
          name: 'toolferry',
          include: ['test/**/*.test.ts'],
          exclude: ['test/ai-sdk/**', 'test/letta/**', 'test/newcomer/**', 'test/peers/**', ...processes],
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias: toolferry },
        test: {
          ...waits,
          name: 'letta',
          include: ['test/letta/**/*.test.ts'],
          globalSetup: 'test/peers/letta/global-setup.ts',
          testTimeout: 120_000,
          // Most of their time they wait for the servers; a project with workers of its own number runs after the others.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...waits,
          name: 'newcomer',
          include: ['test/newcomer/**/*.test.ts'],
          globalSetup: 'test/peers/letta/global-setup.ts',
          testTimeout: 600_000,
          // Each test installs, compiles or runs a project in processes of its own.
          maxConcurrency: 2,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { alias: toolferry },
        test: {
          ...waits,
          name: 'processes',
          include: processes,
          testTimeout: 30_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      aiMajor('ai 5', 'ai-v5'),
      aiMajor('ai 6', 'ai-v6'),
      aiMajor('ai 7', 'ai'),
    ],
  },
});
