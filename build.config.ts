import { defineConfig } from 'vite';

const entries = [
  'langchain',
  'langgraph',
  'ai-sdk',
  'ag-ui',
  'atp',
  'letta',
  'mcp',
  'journal',
  'losses',
  'schema',
  'zod3',
];

/** One file of all that every bridge loads, whichever entries share which of its modules. */
const core = /\/src\/((async|bridge|policy|result|schema|schema\/read|tool)\/[\w-]+|errors|mark|unknown)\.ts$/;
/** The modules among them that only one entry needs, or that are loaded later. */
const apart =
  /\/(schema\/(index|normalize-schema|dialect-rules|compiled-check|untrusted-schema)|bridge\/(run|recorded-run|check-pause|undelivered|approval-pending|give-up))\.ts$/;
/** Built in: imported from its package it takes five times as long as all of the core. */
const formats = /typebox\/(build\/)?format\b/;

export default defineConfig({
  logLevel: 'warn',
  build: {
    lib: {
      entry: {
        index: 'src/index.ts',
        ...Object.fromEntries(entries.map((name) => [`${name}/index`, `src/${name}/index.ts`])),
      },
      formats: ['es'],
    },
    target: 'es2022',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      treeshake: { moduleSideEffects: (id) => !formats.test(id) },
      external: (id) => !/^[./]|^\0/.test(id) && !formats.test(id),
      output: {
        chunkFileNames: '[name].js',
        comments: false,
        codeSplitting: {
          groups: [
            { name: 'core', test: (id) => (core.test(id) && !apart.test(id)) || formats.test(id) },
            { name: 'remote', test: /\/src\/remote\/(add|report)-/ },
          ],
        },
      },
    },
  },
});
