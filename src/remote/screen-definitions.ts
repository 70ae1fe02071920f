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

/** The remote tools that may be offered, and those that were refused. */
export interface ScreenedTools {
  readonly tools: readonly ClientTool[];
  readonly refused: readonly RefusedTool[];
}

/**
 * Screens untrusted definitions. Hidden characters are removed from descriptions, titles and comments, in a copy that records
 * how many there were. A tool that can never work, that is over a limit or that could keep this process busy is refused; the
 * others are not affected.
 */
export async function screenDefinitions(listed: readonly ClientTool[], limits: Limits): Promise<ScreenedTools> {
  const tools: ClientTool[] = [];
  const refused: RefusedTool[] = [];
  for (const tool of listed) {
    const screened = await screenDefinition(tool, limits).catch(unreadable);
    if ('issues' in screened) refused.push({ name: toolName(tool), issues: screened.issues });
    else tools.push(screened.tool);
  }
  return { tools, refused };
}

type ScreenedTool = { readonly tool: ClientTool } | Pick<RefusedTool, 'issues'>;

/** With `schemaLevels: Infinity` a definition can overflow the stack. */
function unreadable(error: unknown): ScreenedTool {
  return { issues: [{ path: '', message: `cannot be read: ${errorMessage(error) ?? 'it is nested too deeply'}` }] };
}

async function screenDefinition(listed: ClientTool, limits: Limits): Promise<ScreenedTool> {
  const { text: description, removed } = cleanText(String(listed.description ?? ''));
  const described = { ...listed, description };
  const input = readDefinition(described, limits);
  const output = readOutputSchema(listed.outputSchema, limits);
  const errors = [...input.errors, ...output.errors];
  if (errors.length > 0) return { issues: errors };

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

/** An output need not be an object. */
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

/** Checks what validating a value against the schema may cost. */
async function checkCosts(part: string, walk: Walk | undefined): Promise<DefinitionIssue[]> {
  if (walk === undefined) return [];
  const { references, patternPower } = walk.limits;
  return inPart(part, [
    ...checkNames(walk),
    ...checkCount(countReferences(walk), references),
    ...(await checkPatterns(walk, patternPower)),
  ]);
}

function checkCount(count: number, max: number): DefinitionIssue[] {
  if (count <= max) return [];
  const message = `has ${formatCount(count)} schemas with its references expanded; the maximum is ${formatCount(max)}`;
  return [{ path: '', message }];
}

function inPart(part: string, issues: readonly DefinitionIssue[]): DefinitionIssue[] {
  return issues.map(({ path, message }) => ({ path: `${part}${path}`, message }));
}
