import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** One import in a source file, read from its text. */
export interface Import {
  /** The importing file, such as `bridge/run.ts`. */
  readonly from: string;
  /** The imported source file or package. */
  readonly to: string;
  readonly isOurs: boolean;
  readonly isType: boolean;
  readonly isDynamic: boolean;
}

export const files: readonly string[] = globSync('**/*.ts', { cwd: source }).toSorted();

export const imports: readonly Import[] = files.flatMap((from) =>
  importsOf(readFileSync(source + from, 'utf8')).map(({ name, isType, isDynamic }) => {
    const isOurs = name.startsWith('.');
    const to = isOurs ? path.join(path.dirname(from), name).replace(/\.js$/, '.ts') : name;
    return { from, to, isOurs, isType, isDynamic };
  }),
);

function importsOf(text: string) {
  // Without the imports of examples in doc comments.
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const fixed = [...code.matchAll(/^(?:import|export)( type)?\b[^;'"]*?from '([^']+)'/gm)];
  const dynamic = [...code.matchAll(/(?<!typeof )\bimport\('([^']+)'\)/g)];
  return [
    ...fixed.map(([, type, name = '']) => ({ name, isType: type !== undefined, isDynamic: false })),
    ...dynamic.map(([, name = '']) => ({ name, isType: false, isDynamic: true })),
  ];
}
