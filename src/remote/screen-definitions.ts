import { errorMessage } from '../result/error-message.js';
import { checkNames } from '../schema/check-names.js';
import { checkPatterns } from '../schema/check-patterns.js';
import { type CheckedSchema, checkSchema } from '../schema/check-schema.js';
import { countReferences } from '../schema/count-references.js';
import { formatCount, type Limits } from '../schema/limits.js';
import type { Walk } from '../schema/walk.js';
import { readDefinition } from '../tool/check-definition.js';
import { cleaned } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, DefinitionIssue, RefusedTool } from '../types.js';
import { isObject } from '../unknown.js';
import { cleanSchema, type Findings } from './clean-schema.js';
import { cleanText } from './invisible-text.js';

/** A server's tools as they may be offered here, and those that may not. */
export interface ScreenedTools {
  readonly tools: readonly ClientTool[];
  readonly refused: readonly RefusedTool[];
}

/**
 * Looks at the definitions of a server's tools, which nobody here has read. Texts are freed of hidden characters, in a copy
 * that tells how many; a tool that can never work, that is over a limit or that could keep this process busy is left out
 * alone.
 */
export async function screenDefinitions(listed: readonly ClientTool[], limits: Limits): Promise<ScreenedTools> {
  const tools: ClientTool[] = [];
  const refused: RefusedTool[] = [];
  for (const tool of listed) {
    const taken = await takeOne(tool, limits).catch(notRead);
    if ('issues' in taken) refused.push({ name: toolName(tool), issues: taken.issues });
    else tools.push(taken.tool);
  }
  return { tools, refused };
}

type TakenIn = { readonly tool: ClientTool } | Pick<RefusedTool, 'issues'>;

/** Without a limit of levels a definition can overflow the stack. */
function notRead(error: unknown): TakenIn {
  return { issues: [{ path: '', message: `cannot be read: ${errorMessage(error) ?? 'it is too deep'}` }] };
}

async function takeOne(listed: ClientTool, limits: Limits): Promise<TakenIn> {
  const { text: description, removed } = cleanText(String(listed.description ?? ''));
  const described = { ...listed, description };
  const input = readDefinition(described, limits);
  const output = readOutputSchema(listed.outputSchema, limits);
  const limited = [...input.errors, ...output.errors];
  if (limited.length > 0) return { issues: limited };

  const findings: Findings = { cleaned: removed > 0 ? [{ path: 'description', removed }] : [], issues: [] };
  const tool = withCleanSchemas(described, findings);
  const issues = [
    ...findings.issues,
    ...(await checkCosts('inputSchema', input.schema?.walk)),
    ...(await checkCosts('outputSchema', output.walk)),
  ];
  if (issues.length > 0) return { issues };
  return { tool: cleaned.set(tool, findings.cleaned.length > 0 ? findings.cleaned : undefined) };
}

/** What a tool returns need not be an object. */
function readOutputSchema(schema: unknown, limits: Limits): Pick<CheckedSchema, 'errors'> & Partial<CheckedSchema> {
  if (schema === undefined) return { errors: [] };
  if (!isObject(schema)) return { errors: [{ path: 'outputSchema', message: 'must be a JSON Schema object' }] };
  const { errors, walk } = checkSchema(schema, limits);
  return { errors: inPart('outputSchema', errors).filter(({ path }) => path !== 'outputSchema/type'), walk };
}

function withCleanSchemas(tool: ClientTool, findings: Findings): ClientTool {
  const inputSchema = cleanSchema(tool.inputSchema, 'inputSchema', findings);
  if (tool.outputSchema === undefined) return { ...tool, inputSchema };
  return { ...tool, inputSchema, outputSchema: cleanSchema(tool.outputSchema, 'outputSchema', findings) };
}

/** What checking a value by a schema may cost. */
async function checkCosts(part: string, walk: Walk | undefined): Promise<DefinitionIssue[]> {
  if (walk === undefined) return [];
  const { references, patternPower } = walk.limits;
  return inPart(part, [
    ...checkNames(walk),
    ...checkCount(countReferences(walk), references),
    ...(await checkPatterns(walk, patternPower)),
  ]);
}

function checkCount(count: number, most: number): DefinitionIssue[] {
  if (count <= most) return [];
  const message = `has ${formatCount(count)} schemas with its references followed; at most ${formatCount(most)}`;
  return [{ path: '', message }];
}

function inPart(part: string, issues: readonly DefinitionIssue[]): DefinitionIssue[] {
  return issues.map(({ path, message }) => ({ path: `${part}${path}`, message }));
}
