import { readdirSync } from 'node:fs';
import { type CodeBlock, type CodeBlocks, writeCodeBlocks } from './code-blocks.ts';

export interface Guide extends CodeBlocks {
  readonly page: string;
}

/** Reads the pages in `docs`, and writes the code blocks of each to a folder. */
export function readGuides(folderName: string): Guide[] {
  const pages = readdirSync(new URL('../../docs', import.meta.url)).filter((name) => name.endsWith('.md'));
  return pages.map((name) => ({
    page: `docs/${name}`,
    ...writeCodeBlocks(`docs/${name}`, `${folderName}-${name.replace('.md', '')}`),
  }));
}

/** Whether a block runs with the Letta tests. */
export function needsLetta({ code }: CodeBlock): boolean {
  return code.includes('LETTA_');
}
