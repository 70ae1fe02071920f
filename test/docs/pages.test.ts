import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ai from 'ai';
import * as ai5 from 'ai-v5';
import * as ai6 from 'ai-v6';
import { describe, expect, test } from 'vitest';
import { writeCodeBlocks } from './code-blocks.ts';
import { readGuides } from './guides.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [{ page: 'README.md', ...writeCodeBlocks('README.md', 'pages-readme') }, ...readGuides('pages')];
const textOf = (page: string) => readFileSync(path.join(root, page), 'utf8');

/** Returns the ids that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('$page', ({ page, blocks }) => {
  test('links only to files and headings that exist', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('imports from ai only what ai 5, 6 and 7 export', () => {
    const names = blocks.flatMap(({ code }) =>
      [...code.matchAll(/^import \{(.*)\} from 'ai';$/gm)].flatMap(([, list = '']) =>
        list
          .split(',')
          .map((name) => name.trim())
          .filter((name) => !name.startsWith('type ')),
      ),
    );
    for (const exported of [ai5, ai6, ai]) expect(Object.keys(exported)).toEqual(expect.arrayContaining(names));
  });

  test('uses nothing that only a browser has', () => {
    expect(blocks.filter(({ code }) => /\b(confirm|prompt|alert)\(/.test(code))).toEqual([]);
  });

  test('starts with its install line', () => {
    expect(textOf(page).split('\n').slice(0, 14).join('\n')).toMatch(/^npm install toolferry/m);
  });

  test('names the key or server that its examples need', () => {
    const code = blocks.map((block) => block.code).join('\n');
    const prose = textOf(page).replaceAll(/```ts.*?```/gs, '');
    const needed = [
      ...(/openai/.test(code) ? ['OPENAI_API_KEY'] : []),
      ...new Set([...code.matchAll(/process\.env\.(\w+)/g)].map(([, name = '']) => name)),
    ];
    expect(needed.filter((name) => !prose.includes(name) && !/needs OPENAI_API_KEY/.test(code))).toEqual([]);
  });
});

test('package.json names the repository, which links of README.md are resolved against on npm', () => {
  const { repository, homepage, bugs } = JSON.parse(textOf('package.json'));
  expect(repository).toEqual({ type: 'git', url: 'git+https://github.com/toolferry/toolferry.git' });
  expect(homepage).toContain('github.com/toolferry/toolferry');
  expect(bugs).toContain('github.com/toolferry/toolferry');
});
