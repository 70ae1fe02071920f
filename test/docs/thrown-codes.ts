import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** A node of the syntax tree, with the members that are read here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

export interface ThrownCodes {
  readonly codes: readonly string[];
  /** Expressions whose codes cannot be read from the source, as `file: expression`. */
  readonly unresolved: readonly string[];
}

interface File {
  readonly name: string;
  readonly text: string;
  readonly program: Node;
}

/** Reads the codes that the source throws or returns: those of ToolferryErrors, of `failure(…)` and of `{ code, message }`. */
export function thrownCodes(): ThrownCodes {
  const codes = new Set<string>();
  const unresolved = new Set<string>();
  for (const file of globSync('**/*.ts', { cwd: source }).toSorted().map(readSource)) {
    visit(file.program, [], (node, ancestors) => {
      const expression = codeExpression(node, file);
      if (expression === undefined) return;
      const found = resolve(expression, { file, ancestors });
      if (found === undefined) unresolved.add(`${file.name}: ${textOf(file, expression)}`);
      for (const code of found ?? []) codes.add(code);
    });
  }
  return { codes: [...codes].toSorted(), unresolved: [...unresolved] };
}

/** The members of the union type ErrorCode in types.ts. */
export function errorCodes(): string[] {
  const members: string[] = [];
  visit(readSource('types.ts').program, [], (node) => {
    if (node.type !== 'TSTypeAliasDeclaration' || nameOf(node.id) !== 'ErrorCode') return;
    for (const member of (node.typeAnnotation as Node).types as Node[])
      if (member.type === 'TSLiteralType') members.push(String((member.literal as Node).value));
  });
  return members;
}

function readSource(name: string): File {
  const text = readFileSync(source + name, 'utf8');
  const { program, errors } = parseSync(name, text);
  if (errors.length > 0) throw new Error(`${name} cannot be parsed: ${errors[0]?.message}`);
  return { name, text, program: program as unknown as Node };
}

function visit(node: Node, ancestors: readonly Node[], enter: (node: Node, ancestors: readonly Node[]) => void): void {
  enter(node, ancestors);
  for (const member of Object.values(node))
    for (const child of [member].flat()) if (isNode(child)) visit(child, [...ancestors, node], enter);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The expression of the code that a node throws or returns; undefined for any other node. */
function codeExpression(node: Node, file: File): Node | undefined {
  const [first, second] = (node.arguments ?? []) as Node[];
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'ToolferryError') return first;
  if (node.type === 'CallExpression' && nameOf(node.callee) === 'failure' && importsFailure(file)) return second;
  if (node.type !== 'ObjectExpression') return undefined;
  const keys = (node.properties as Node[]).map((property) => nameOf(property.key));
  const isError = keys.includes('code') && keys.every((key) => [undefined, 'code', 'message', 'data'].includes(key));
  if (!isError) return undefined;
  return (node.properties as Node[]).find((property) => nameOf(property.key) === 'code')?.value as Node;
}

/** mcp/read-result.ts has a function of that name that takes no code. */
function importsFailure({ text }: File): boolean {
  return /import \{[^}]*\bfailure\b[^}]*\} from '[./]+\/(result\/)?failure\.js'/.test(text);
}

interface Scope {
  readonly file: File;
  readonly ancestors: readonly Node[];
}

/** Resolves an expression to the codes that it can be; none where it forwards the code of another error. */
function resolve(node: Node, scope: Scope): readonly string[] | undefined {
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : undefined;
    case 'ConditionalExpression':
      return resolveAll([node.consequent, node.alternate], scope);
    case 'LogicalExpression':
      return resolveAll([node.left, node.right], scope);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return resolveAll([node.expression], scope);
    case 'Identifier':
      return resolveName(node, scope);
    case 'MemberExpression':
      if (node.computed !== true) return nameOf(node.property) === 'code' ? [] : undefined;
      return valuesOf(declarationOf(nameOf(node.object), scope)?.init, scope);
    case 'CallExpression':
      return resolveCall(node, scope);
    default:
      return undefined;
  }
}

function resolveAll(nodes: readonly unknown[], scope: Scope): readonly string[] | undefined {
  const parts = nodes.map((node) => resolve(node as Node, scope));
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function resolveName(node: Node, scope: Scope): readonly string[] | undefined {
  const declaration = declarationOf(nameOf(node), scope);
  if (declaration === undefined) return undefined;
  if (nameOf(declaration.id) !== undefined) return resolve(declaration.init as Node, scope);
  const isForwarded = ((declaration.id as Node).properties as Node[]).some(
    ({ key, value }) => nameOf(value) === nameOf(node) && nameOf(key) === 'code',
  );
  return isForwarded ? [] : undefined;
}

function resolveCall({ callee, arguments: given }: Node, scope: Scope): readonly string[] | undefined {
  const called = callee as Node;
  if (nameOf(called) === 'String') return resolve((given as Node[])[0] as Node, scope);
  if (called.type === 'MemberExpression' && nameOf(called.property) === 'get')
    return valuesOf(declarationOf(nameOf(called.object), scope)?.init, scope);
  const file = importedFrom(nameOf(called), scope.file) ?? scope.file;
  const returned: (readonly string[] | undefined)[] = [];
  visit(file.program, [], (node, ancestors) => {
    const inside = ancestors.findLast(({ type }) => type === 'FunctionDeclaration');
    if (node.type === 'ReturnStatement' && nameOf(inside?.id) === nameOf(called))
      returned.push(resolve(node.argument as Node, { file, ancestors }));
  });
  if (returned.length === 0 || returned.includes(undefined)) return undefined;
  return returned.flatMap((codes) => codes ?? []);
}

/** The file of ours that a name is imported from; undefined for a name of the file itself. */
function importedFrom(name: string | undefined, { name: importer, text }: File): File | undefined {
  const [, path] = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '(\\.[^']+)\\.js'`).exec(text) ?? [];
  return path === undefined ? undefined : readSource(`${posix.join(posix.dirname(importer), path)}.ts`);
}

/** The values of an object literal, or of a Map of literal entries. */
function valuesOf(value: unknown, scope: Scope): readonly string[] | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'ObjectExpression')
    return resolveAll(
      (value.properties as Node[]).map((property) => property.value),
      scope,
    );
  if (value.type !== 'NewExpression' || nameOf(value.callee) !== 'Map') return undefined;
  const [entries] = value.arguments as [Node];
  return resolveAll(
    (entries.elements as Node[]).map((entry) => (entry.elements as Node[])[1]),
    scope,
  );
}

/** The declaration of a variable in the innermost function around a node that declares it. */
function declarationOf(name: string | undefined, { ancestors }: Scope): Node | undefined {
  for (const scope of ancestors.toReversed()) {
    if (!/Function|Program/.test(scope.type)) continue;
    const found: Node[] = [];
    visit(scope, [], (node) => {
      if (node.type === 'VariableDeclarator' && declares(node.id as Node, name)) found.push(node);
    });
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

function declares(id: Node, name: string | undefined): boolean {
  if (id.type === 'ObjectPattern') return (id.properties as Node[]).some(({ value }) => nameOf(value) === name);
  return name !== undefined && nameOf(id) === name;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node.name) : undefined;
}

function textOf({ text }: File, { start, end }: Node): string {
  return text.slice(start, end);
}
