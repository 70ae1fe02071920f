interface ReadmeExample {
  /** The title of its section. */
  readonly title: string;
  /** What the example shows. */
  readonly claim: string;
  /** Its output, with the model of `model-scripts.ts`. */
  readonly prints: RegExp;
}

/** The examples of README.md that need no Letta server. */
export const readmeExamples: readonly ReadmeExample[] = [
  {
    title: 'LangChain',
    claim: 'answers a destructive call that nobody approves with the reason',
    prints: /^"remove" was not run: it was not approved\./,
  },
  { title: 'Vercel AI SDK', claim: 'calls a zod tool in generateText', prints: /^5$/ },
  {
    title: 'Agent Tool Protocol',
    claim: 'runs a client tool from sandbox code and lists the tools for agents here',
    prints: /^the text of notes\.txt\n.*'fs_readFile'.*'execute_code'.*'search_api'/s,
  },
  {
    title: 'MCP',
    claim: 'lists the tools of a real MCP server',
    prints: /'fs_read_file'.*'fs_write_file'.*'fs_move_file'/s,
  },
  { title: 'Migrating', claim: 'calls an AI SDK tool as a LangChain tool', prints: /^Hello Ada$/ },
];
