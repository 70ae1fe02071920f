import { expect } from 'vitest';

/** One call of an agent, and the result that its model should see. */
export interface TaskCall {
  readonly name: string;
  readonly input?: object;
  /** The expected text. */
  readonly expected: unknown;
  readonly fails?: true;
  /** The beginning of the image's base64, if the result has an image. */
  readonly image?: string;
}

const containing = (text: string) => expect.stringContaining(text);
const ada = { name: 'Ada', entityType: 'person', observations: ['likes ferries'] };
const bob = { name: 'Bob', entityType: 'person', observations: [] };
const knows = { from: 'Ada', to: 'Bob', relationType: 'knows' };

/** Calls every tool of three real servers, turn by turn. The calls of one turn run concurrently. */
export function taskIn(folder: string): readonly (readonly TaskCall[])[] {
  const file = (name: string) => `${folder}/${name}`;
  return [
    [
      { name: 'all_echo', input: { message: 'hi' }, expected: 'Echo: hi' },
      { name: 'all_get-sum', input: { a: 2, b: 3 }, expected: 'The sum of 2 and 3 is 5.' },
      { name: 'all_get-tiny-image', expected: containing("Here's the image you requested:"), image: 'iVBORw0KGgo' },
      {
        name: 'all_get-annotated-message',
        input: { messageType: 'error', includeImage: true },
        expected: containing('Error: Operation failed'),
        image: 'iVBORw0KGgo',
      },
      { name: 'all_get-structured-content', input: { location: 'New York' }, expected: containing('"temperature":33') },
      { name: 'all_get-env', expected: containing('PATH') },
      {
        name: 'all_get-resource-links',
        input: { count: 1 },
        expected: containing('Resource 1: demo://resource/dynamic/'),
      },
      { name: 'all_get-resource-reference', expected: containing('This is a plaintext resource') },
      {
        name: 'all_gzip-file-as-resource',
        input: { name: 'a.gz', data: 'data:text/plain;base64,aGk=' },
        expected: containing('a.gz'),
      },
      { name: 'all_toggle-simulated-logging', expected: containing('Started simulated') },
      { name: 'all_toggle-subscriber-updates', expected: containing('Started simulated') },
      {
        name: 'all_trigger-long-running-operation',
        input: { duration: 0.2, steps: 2 },
        expected: containing('completed'),
      },
      { name: 'all_get-sum', input: { a: 'two', b: 3 }, fails: true, expected: containing('a: must be number') },
    ],
    [
      {
        name: 'fs_write_file',
        input: { path: file('b.txt'), content: 'b' },
        expected: containing('Successfully wrote'),
      },
      { name: 'fs_create_directory', input: { path: file('d') }, expected: containing('Successfully created') },
      { name: 'fs_read_file', input: { path: file('a.txt') }, expected: 'hello\nworld' },
      { name: 'fs_read_text_file', input: { path: file('a.txt'), head: 1 }, expected: 'hello' },
      { name: 'fs_read_media_file', input: { path: file('a.png') }, expected: '', image: 'iVBORw0KGgo' },
      {
        name: 'fs_read_multiple_files',
        input: { paths: [file('a.txt'), file('none')] },
        expected: containing('no such file'),
      },
      { name: 'fs_get_file_info', input: { path: file('a.txt') }, expected: containing('size: 11') },
      { name: 'fs_list_allowed_directories', expected: containing(folder) },
      {
        name: 'fs_read_text_file',
        input: { path: '/etc/hostname' },
        fails: true,
        expected: containing('Access denied'),
      },
    ],
    [
      {
        name: 'fs_edit_file',
        input: { path: file('b.txt'), edits: [{ oldText: 'b', newText: 'c' }] },
        expected: containing('+c'),
      },
      { name: 'fs_list_directory', input: { path: folder }, expected: containing('[DIR] d') },
      { name: 'fs_list_directory_with_sizes', input: { path: folder }, expected: containing('Total: ') },
      { name: 'fs_directory_tree', input: { path: folder }, expected: containing('"name": "d"') },
      { name: 'fs_search_files', input: { path: folder, pattern: '*.txt' }, expected: containing('a.txt') },
    ],
    [
      {
        name: 'fs_move_file',
        input: { source: file('b.txt'), destination: file('d/c.txt') },
        expected: containing('moved'),
      },
    ],
    [{ name: 'memory_create_entities', input: { entities: [ada, bob] }, expected: containing('likes ferries') }],
    [{ name: 'memory_create_relations', input: { relations: [knows] }, expected: containing('knows') }],
    [
      {
        name: 'memory_add_observations',
        input: { observations: [{ entityName: 'Ada', contents: ['plays chess'] }] },
        expected: containing('plays chess'),
      },
    ],
    [
      { name: 'memory_search_nodes', input: { query: 'chess' }, expected: containing('Ada') },
      { name: 'memory_open_nodes', input: { names: ['Bob'] }, expected: containing('Bob') },
      { name: 'memory_read_graph', expected: containing('knows') },
      {
        name: 'memory_add_observations',
        input: { observations: [{ entityName: 'Nobody', contents: ['x'] }] },
        fails: true,
        expected: 'Entity with name Nobody not found',
      },
    ],
    [
      {
        name: 'memory_delete_observations',
        input: { deletions: [{ entityName: 'Ada', observations: ['likes ferries'] }] },
        expected: '{"success":true,"message":"Observations deleted successfully"}',
      },
    ],
    [
      {
        name: 'memory_delete_relations',
        input: { relations: [knows] },
        expected: '{"success":true,"message":"Relations deleted successfully"}',
      },
    ],
    [
      {
        name: 'memory_delete_entities',
        input: { entityNames: ['Bob'] },
        fails: true,
        expected: '"memory_delete_entities" was not run: it was not approved.',
      },
    ],
    [
      {
        name: 'memory_delete_entities',
        input: { entityNames: ['Ada'] },
        expected: '{"success":true,"message":"Entities deleted successfully"}',
      },
    ],
  ];
}
