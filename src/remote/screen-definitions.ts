import { shortName } from '../result/short-name.js';
import { type CheckedSchema, checkSchema } from '../schema/check-schema.js';
import { issueIf } from '../schema/issue-if.js';
import type { Limits } from '../schema/limits.js';
import type { Steps } from '../schema/steps.js';
import { readUntrustedSchema } from '../schema/untrusted-schema.js';
import type { Walk } from '../schema/walk.js';
import { readDefinition, unreadable } from '../tool/check-definition.js';
import { cleaned, screenedBy, unchecked } from '../tool/marks.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, DefinitionIssue, RefusedTool } from '../types.js';
import { isObject } from '../unknown.js';
import { cleanResults } from './clean-results.js';
import { cleanSchema, type Findings } from './clean-schema.js';
import { cleanText, isDeceptive } from './invisible-text.js';
import { yieldAfterWork } from './yield-after-work.js';

/** The remote tools that may be offered, and those that were refused. */
export interface ScreenedTools {
  readonly tools: readonly ClientTool[];
  readonly refused: readonly RefusedTool[];
}

/** The work that the definitions of one list share; 1,000 of the largest real ones take less than half. */
const maxWork = 3_000_000;
/** Reading the strings of a definition takes time too. */
const charactersPerStep = 4;

/**
 * Screens untrusted definitions. Hidden characters are removed from descriptions, titles and comments, in a copy that records
 * how many there were, and from what models are shown of results. A tool that can never work or that is over a limit is
 * refused; the others are not affected. What is not understood of a schema, or is past the work that a list may take, is
 * recorded as unchecked.
 */
export async function screenDefinitions(listed: readonly ClientTool[], limits: Limits): Promise<ScreenedTools> {
  const tools: ClientTool[] = [];
  const refused: RefusedTool[] = [];
  const work: Steps = { left: maxWork };
  const inTurns = yieldAfterWork(work);
  for (const tool of listed) {
    const screened = await screenDefinition(tool, { limits, work, inTurns }).catch((error: unknown) => ({
      issues: unreadable(error),
    }));
    if ('issues' in screened) refused.push({ name: nameOf(tool), issues: screened.issues });
    else tools.push(screened.tool);
  }
  return { tools, refused };
}

type ScreenedTool = { readonly tool: ClientTool } | Pick<RefusedTool, 'issues'>;

/** A server may send anything as a name. */
function nameOf(tool: ClientTool): string {
  return typeof tool.name === 'string' ? toolName(tool) : shortName(tool.name);
}

interface Screening {
  readonly limits: Limits;
  readonly work: Steps;
  /** Lets the event loop have its turn after some work. */
  inTurns(): Promise<void> | undefined;
}

async function screenDefinition(listed: ClientTool, { limits, work, inTurns }: Screening): Promise<ScreenedTool> {
  const { text: description, removed } = cleanText(String(listed.description ?? ''));
  const described = { ...listed, description };
  const input = readDefinition(described, limits);
  const output = readOutputSchema(listed.outputSchema, limits);
  const size = sizeOf(input.schema?.walk) + sizeOf(output.walk);
  // Charged twice: here for reading the definition, below for cleaning it.
  work.left -= size;
  const errors = [...input.errors, ...output.errors];
  if (errors.length > 0) return { issues: errors };

  await inTurns();
  const findings: Findings = { cleaned: removed > 0 ? [{ path: 'description', removed }] : [], issues: [] };
  const tool = withCleanSchemas(described, findings);
  const issues = [
    ...checkHidden('name', listed.name),
    ...checkHidden('namespace', listed.namespace),
    ...findings.issues,
  ];
  if (issues.length > 0) return { issues };
  work.left -= size;
  await inTurns();
  const notUnderstood = readSchemas(listed, work);
  await inTurns();
  const shown = cleanResults(tool, limits);
  const marked = cleaned.set(shown, findings.cleaned.length > 0 ? findings.cleaned : undefined);
  const screened = unchecked.set(marked, notUnderstood.length > 0 ? notUnderstood : undefined);
  return { tool: screenedBy.set(screened, limits) };
}

function sizeOf(walk: Walk | undefined): number {
  return walk ? walk.nodes + walk.text / charactersPerStep : 0;
}

/** Rules and approvals show the full name, which would look like another one. */
function checkHidden(path: string, name = ''): DefinitionIssue[] {
  return issueIf(isDeceptive(name), path, 'contains hidden characters');
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

/** Reads the schemas that values are checked by, and returns what was not understood of them. */
function readSchemas({ inputSchema, outputSchema }: ClientTool, work: Steps): DefinitionIssue[] {
  const output = outputSchema && readUntrustedSchema(outputSchema, work).unchecked;
  return [
    ...inPart('inputSchema', readUntrustedSchema(inputSchema, work).unchecked),
    ...inPart('outputSchema', output ?? []),
  ];
}

function inPart(part: string, issues: readonly DefinitionIssue[]): DefinitionIssue[] {
  return issues.map(({ path, message }) => ({ path: `${part}${path}`, message }));
}
