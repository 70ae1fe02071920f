import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runIn } from './clean-project.ts';

export interface TypeErrors {
  /** Errors in the examples, in the imports of the entries, and in the declarations of the package. */
  readonly ours: readonly string[];
  /** How many errors the declarations of other packages have, by package and code, such as `ai TS2344`. */
  readonly others: Readonly<Record<string, number>>;
}

/** What `tsc --init` of TypeScript 5.9 writes, but with the types of Node, and with the declarations of packages checked. */
const compilerOptions = {
  target: 'esnext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  noUncheckedSideEffectImports: true,
  moduleDetection: 'force',
  skipLibCheck: false,
  noEmit: true,
};

const resolutions = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
};

export type Resolution = keyof typeof resolutions;

/**
 * Type-checks a project: the examples, and the import of each entry from an ES module and from CommonJS.
 *
 * @param compiler The folder of a TypeScript package.
 * @param changed Compiler options that replace the defaults.
 */
export async function typeErrors(
  folder: string,
  entries: readonly string[],
  compiler: string,
  resolution: Resolution,
  changed: object = {},
): Promise<TypeErrors> {
  mkdirSync(folder, { recursive: true });
  writeImports(folder, entries);
  const config = path.join(folder, `tsconfig.${resolution}.json`);
  const options = { ...compilerOptions, ...resolutions[resolution], ...changed };
  writeFileSync(config, JSON.stringify({ compilerOptions: options, include: ['*.mts', '*.cts'] }));
  const args = [path.join(compiler, 'bin/tsc'), '--project', config, '--pretty', 'false'];
  const output: string = await runIn(folder, process.execPath, args).then(
    () => '',
    ({ stdout, message }) => stdout || message,
  );
  const ours: string[] = [];
  const others: Record<string, number> = {};
  for (const error of output.split(/\n(?=\S)/).filter((text) => text.trim() !== '')) {
    const [, name, code] = inPackage.exec(error) ?? [];
    if (name === undefined || name === 'toolferry') ours.push(error);
    else others[`${name} ${code}`] = (others[`${name} ${code}`] ?? 0) + 1;
  }
  return { ours, others };
}

/** The package whose declarations have the error, and its code. */
const inPackage = /^(?:\.\.\/)*node_modules\/(?:\S*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\/\S*: error (TS\d+)/;

/** Each import is followed by an expected error, which is missing if the entry has no types. */
function writeImports(folder: string, entries: readonly string[]): void {
  const write = (file: string, importOf: (name: string, entry: string) => string) => {
    const lines = entries.map((entry, number) => {
      const name = `entry${number}`;
      return `${importOf(name, entry)}\n// @ts-expect-error: the entry has types\n${name}.missing;\n`;
    });
    writeFileSync(path.join(folder, file), lines.join(''));
  };
  write('entries.mts', (name, entry) => `import * as ${name} from '${entry}';`);
  write('entries.cts', (name, entry) => `import ${name} = require('${entry}');`);
}
