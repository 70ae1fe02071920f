/** Calls of tools that run offline. The order matters, because a call changes files and tables for later ones. */
export const offlineCalls: readonly (readonly [from: string, tool: string, input: object])[] = [
  ['@langchain/community', 'calculator', { input: '2 * (3 + 4)' }],
  ['@langchain/community', 'calculator', { input: 'two times three' }],
  ['@langchain/classic', 'list-tables-sql', {}],
  ['@langchain/classic', 'info-sql', { input: 'notes' }],
  ['@langchain/classic', 'query-sql', { input: 'SELECT * FROM notes' }],
  ['@langchain/classic', 'query-sql', { input: `INSERT INTO notes (text) VALUES ('salt')` }],
  ['@langchain/classic', 'query-sql', { input: 'SELECT count(*) AS n FROM notes' }],
  ['@langchain/classic', 'query-sql', { input: 'SELECT * FROM nothing' }],
  ['@langchain/classic', 'json_list_keys', { input: '' }],
  ['@langchain/classic', 'json_list_keys', { input: '/notes' }],
  ['@langchain/classic', 'json_get_value', { input: '/notes/0/text' }],
  ['@langchain/classic', 'read_file', { file_path: 'notes.txt' }],
  ['@langchain/classic', 'write_file', { file_path: 'more.txt', text: 'salt' }],
  ['@langchain/classic', 'read_file', { file_path: 'more.txt' }],
  ['@langchain/classic', 'read_file', { file_path: 'none.txt' }],
  ['@langchain/classic', 'shop', { input: 'Is there milk?' }],
  ['@langchain/classic', 'talk', { input: 'Hello' }],
  ['@langchain/classic', 'find_pages', { input: 'milk' }],
  ['deepagents', 'write_file', { file_path: '/notes.txt', content: 'milk\nbread' }],
  ['deepagents', 'ls', { path: '/' }],
  ['deepagents', 'read_file', { file_path: '/notes.txt' }],
  ['deepagents', 'read_file', { file_path: '/none.txt' }],
  ['deepagents', 'edit_file', { file_path: '/notes.txt', old_string: 'milk', new_string: 'oat milk' }],
  ['deepagents', 'grep', { pattern: 'oat' }],
  ['deepagents', 'glob', { pattern: '*.txt' }],
  ['deepagents', 'write_file', { file_path: '/notes.txt', content: 'again' }],
  ['deepagents', 'execute', { command: 'cat notes.txt && exit 3' }],
  ['deepagents', 'delete', { file_path: '/notes.txt' }],
  ['@langchain/exa', 'exa_search_results_json', { input: 'milk' }],
  ['@langchain/exa', 'exa_find_similar_results_json', { input: 'https://a.example' }],
  ['@langchain/anthropic', 'memory', { command: 'view', path: '/memories' }],
  ['@langchain/anthropic', 'str_replace_based_edit_tool', { command: 'view', path: 'a.txt' }],
  ['@langchain/anthropic', 'computer', { action: 'screenshot' }],
  ['@langchain/anthropic', 'bash', { command: 'ls' }],
  ['@langchain/openai', 'local_shell', { type: 'exec', command: ['ls'], env: {} }],
  ['@langchain/openai', 'shell', { commands: ['ls'] }],
  ['@langchain/openai', 'apply_patch', { type: 'delete_file', path: 'a.txt' }],
  ['@langchain/openai', 'run_code', { input: 'print(1)' }],
  ['bash-tool', 'bash', { command: 'cat notes.txt | sort' }],
  ['bash-tool', 'bash', { command: 'cat none.txt' }],
  ['bash-tool', 'writeFile', { path: 'more.txt', content: 'salt' }],
  ['bash-tool', 'readFile', { path: 'more.txt' }],
  ['bash-tool', 'readFile', { path: 'none.txt' }],
];

/**
 * Whether a tool only sends a request to a service. Such a tool is called once, with the first generated input that it accepts,
 * over a network that echoes requests.
 */
export const isServiceTool = (from: string, name: string): boolean =>
  servicePackages.includes(from) && !notCalled[from]?.test(name);

const servicePackages = [
  '@langchain/community',
  '@langchain/tavily',
  '@github-tools/sdk',
  '@v0-sdk/ai-tools',
  '@valyu/ai-sdk',
  '@parallel-web/ai-sdk-tools',
  '@upstash/context7-tools-ai-sdk',
  '@exalabs/ai-sdk',
  '@perplexity-ai/ai-sdk',
];

const notCalled: Readonly<Record<string, RegExp>> = {
  // `lambda` needs an SDK that is not installed, `calculator` runs without a network.
  '@langchain/community': /^(lambda|calculator)$/,
  // These wait for seconds before they send a request.
  '@github-tools/sdk': /^(create|delete|fork|merge|update|add|search)/,
};
