import { expect } from 'vitest';

/** One call of an agent, and what its model is to see of the result. */
export interface TaskCall {
  readonly name: string;
  readonly input?: object;
  readonly sees: unknown;
  readonly fails?: true;
  /** Beginning of an image's base64, where it sees one. */
  readonly image?: string;
}

const has = (text: string) => expect.stringContaining(text);
const ada = { name: 'Ada', entityType: 'person', observations: ['likes ferries'] };
const bob = { name: 'Bob', entityType: 'person', observations: [] };
const knows = { from: 'Ada', to: 'Bob', relationType: 'knows' };

/** Every tool of three real servers, turn by turn. What is in one turn runs side by side. */
export function taskIn(folder: string): readonly (readonly TaskCall[])[] {
  const file = (name: string) => `${folder}/${name}`;
  return [
    [
      { name: 'all_echo', input: { message: 'hi' }, sees: 'Echo: hi' },
      { name: 'all_get-sum', input: { a: 2, b: 3 }, sees: 'The sum of 2 and 3 is 5.' },
      { name: 'all_get-tiny-image', sees: has("Here's the image you requested:"), image: 'iVBORw0KGgo' },
      {
        name: 'all_get-annotated-message',
        input: { messageType: 'error', includeImage: true },
        sees: has('Error: Operation failed'),
        image: 'iVBORw0KGgo',
      },
      { name: 'all_get-structured-content', input: { location: 'New York' }, sees: has('"temperature":33') },
      { name: 'all_get-env', sees: has('PATH') },
      { name: 'all_get-resource-links', input: { count: 1 }, sees: has('Resource 1: demo://resource/dynamic/') },
      { name: 'all_get-resource-reference', sees: has('This is a plaintext resource') },
      {
        name: 'all_gzip-file-as-resource',
        input: { name: 'a.gz', data: 'data:text/plain;base64,aGk=' },
        sees: has('a.gz'),
      },
      { name: 'all_toggle-simulated-logging', sees: has('Started simulated') },
      { name: 'all_toggle-subscriber-updates', sees: has('Started simulated') },
      { name: 'all_trigger-long-running-operation', input: { duration: 0.2, steps: 2 }, sees: has('completed') },
      {
        name: 'all_simulate-research-query',
        input: { topic: 'x' },
        fails: true,
        sees: has('requires task augmentation'),
      },
      { name: 'all_get-sum', input: { a: 'two', b: 3 }, fails: true, sees: has('a: must be number') },
    ],
    [
      { name: 'fs_write_file', input: { path: file('b.txt'), content: 'b' }, sees: has('Successfully wrote') },
      { name: 'fs_create_directory', input: { path: file('d') }, sees: has('Successfully created') },
      { name: 'fs_read_file', input: { path: file('a.txt') }, sees: 'hello\nworld' },
      { name: 'fs_read_text_file', input: { path: file('a.txt'), head: 1 }, sees: 'hello' },
      { name: 'fs_read_media_file', input: { path: file('a.png') }, sees: '', image: 'iVBORw0KGgo' },
      { name: 'fs_read_multiple_files', input: { paths: [file('a.txt'), file('none')] }, sees: has('no such file') },
      { name: 'fs_get_file_info', input: { path: file('a.txt') }, sees: has('size: 11') },
      { name: 'fs_list_allowed_directories', sees: has(folder) },
      { name: 'fs_read_text_file', input: { path: '/etc/hostname' }, fails: true, sees: has('Access denied') },
    ],
    [
      {
        name: 'fs_edit_file',
        input: { path: file('b.txt'), edits: [{ oldText: 'b', newText: 'c' }] },
        sees: has('+c'),
      },
      { name: 'fs_list_directory', input: { path: folder }, sees: has('[DIR] d') },
      { name: 'fs_list_directory_with_sizes', input: { path: folder }, sees: has('Total: ') },
      { name: 'fs_directory_tree', input: { path: folder }, sees: has('"name": "d"') },
      { name: 'fs_search_files', input: { path: folder, pattern: '*.txt' }, sees: has('a.txt') },
    ],
    [{ name: 'fs_move_file', input: { source: file('b.txt'), destination: file('d/c.txt') }, sees: has('moved') }],
    [{ name: 'memory_create_entities', input: { entities: [ada, bob] }, sees: has('likes ferries') }],
    [{ name: 'memory_create_relations', input: { relations: [knows] }, sees: has('knows') }],
    [
      {
        name: 'memory_add_observations',
        input: { observations: [{ entityName: 'Ada', contents: ['plays chess'] }] },
        sees: has('plays chess'),
      },
    ],
    [
      { name: 'memory_search_nodes', input: { query: 'chess' }, sees: has('Ada') },
      { name: 'memory_open_nodes', input: { names: ['Bob'] }, sees: has('Bob') },
      { name: 'memory_read_graph', sees: has('knows') },
      {
        name: 'memory_add_observations',
        input: { observations: [{ entityName: 'Nobody', contents: ['x'] }] },
        fails: true,
        sees: 'Entity with name Nobody not found',
      },
    ],
    [
      {
        name: 'memory_delete_observations',
        input: { deletions: [{ entityName: 'Ada', observations: ['likes ferries'] }] },
        sees: 'Observations deleted successfully',
      },
    ],
    [{ name: 'memory_delete_relations', input: { relations: [knows] }, sees: 'Relations deleted successfully' }],
    [
      {
        name: 'memory_delete_entities',
        input: { entityNames: ['Bob'] },
        fails: true,
        sees: '"memory_delete_entities" was not run: it was not approved.',
      },
    ],
    [{ name: 'memory_delete_entities', input: { entityNames: ['Ada'] }, sees: 'Entities deleted successfully' }],
  ];
}
