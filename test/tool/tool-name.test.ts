import fc from 'fast-check';
import { createBridge, toolName } from 'toolferry';
import { expect, test } from 'vitest';

const acceptedByProviders = /^[a-zA-Z0-9_-]{1,64}$/;

test('the visible name starts with the namespace, unless it is the default namespace', () => {
  expect(toolName({ namespace: 'fs', name: 'readFile' })).toBe('fs_readFile');
  expect(toolName({ namespace: 'client', name: 'readFile' })).toBe('readFile');
  expect(toolName({ namespace: '', name: 'readFile' })).toBe('readFile');
  expect(toolName({ name: 'readFile' })).toBe('readFile');
});

test('characters that providers refuse are replaced by _', () => {
  expect(toolName({ name: 'time.now' })).toBe('time_now');
  expect(toolName({ namespace: 'github.com', name: 'repos/list issues' })).toBe('github_com_repos_list_issues');
});

test('a name in which a character outside ASCII was replaced ends in a hash of the full name', () => {
  expect(toolName({ name: 'größe' })).toMatch(/^gr__e_[a-z0-9]{11}$/);
  const [weather, news] = ['get_天气', 'get_新闻'].map((name) => toolName({ namespace: 'cn', name }));
  expect(weather).toMatch(/^cn_get____[a-z0-9]{11}$/);
  expect(news).not.toBe(weather);
  expect(toolName({ namespace: '中文', name: 'get' })).not.toBe(toolName({ namespace: '日本', name: 'get' }));
  expect(toolName({ name: `${'a'.repeat(63)}ä` })).toMatch(/^a{52}_[a-z0-9]{11}$/);
});

test('a name of 64 characters is kept; a longer one is cut and ends in a hash of the full name', () => {
  const longest = 'a'.repeat(64);
  expect(toolName({ name: longest })).toBe(longest);
  const first = toolName({ name: `${longest}1` });
  const second = toolName({ name: `${longest}2` });
  expect(first).toMatch(/^a{52}_[a-z0-9]{11}$/);
  expect(second).toMatch(acceptedByProviders);
  expect(second).not.toBe(first);
});

test('names without any permitted character become different hashes', () => {
  expect(toolName({ name: '🚀' })).toMatch(/^tool_[a-z0-9]{11}$/);
  expect(toolName({ name: '🚀' })).not.toBe(toolName({ name: '🔥' }));
  expect(toolName({ name: '日本' })).not.toBe(toolName({ name: '中国' }));
});

test('the visible name of a definition is the same in every process', () => {
  expect(toolName({ name: '🚀' })).toBe('tool_1bhy654lh2p');
});

const definition = fc.record({
  name: fc.oneof(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 50, maxLength: 120 })),
  namespace: fc.option(fc.oneof(fc.string(), fc.constant('client')), { nil: undefined }),
});

test('providers accept the visible name of any definition', () => {
  fc.assert(fc.property(definition, (tool) => acceptedByProviders.test(toolName(tool))));
});

test('no two tools of a registry have the same visible name', () => {
  fc.assert(
    fc.property(fc.array(definition, { maxLength: 8 }), (definitions) => {
      const { tools } = createBridge();
      for (const fields of definitions) {
        try {
          tools.add({ ...fields, description: 'A tool', inputSchema: { type: 'object' } });
        } catch {
          // Refused: a collision or a hidden character.
        }
      }
      const names = [...tools].map(toolName);
      expect(new Set(names).size).toBe(names.length);
      for (const tool of tools) expect(tools.get(toolName(tool))).toBe(tool);
    }),
  );
});
