import { cleaned } from '../tool/marks.js';
import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, ToolMetadata } from '../types.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** Where a kind of loss shows, and the parts of a tool that it takes there. */
interface Rule {
  readonly kind: LossKind;
  readonly targets: readonly ConversionTarget[];
  readonly paths: (tool: ClientTool) => readonly string[];
}

const allButATP = ['langchain', 'ai-sdk', 'letta'] as const;
const servers = ['atp', 'letta'] as const;

const rules: readonly Rule[] = [
  { kind: 'name', targets: allButATP, paths: (tool) => pathIf(toolName(tool) !== tool.name, 'name') },
  { kind: 'metadata', targets: allButATP, paths: ({ metadata = {} }) => pathIf(hasMembers(metadata), 'metadata') },
  { kind: 'maskedMetadata', targets: ['atp'], paths: ({ metadata = {} }) => masked(metadata) },
  {
    kind: 'outputSchema',
    targets: ['langchain', 'letta'],
    paths: ({ outputSchema }) => pathIf(outputSchema !== undefined, 'outputSchema'),
  },
  { kind: 'keywords', targets: allButATP, paths: ({ keywords = [] }) => pathIf(keywords.length > 0, 'keywords') },
  {
    kind: 'supportsConcurrency',
    targets: allButATP,
    paths: ({ supportsConcurrency }) => pathIf(supportsConcurrency === false, 'supportsConcurrency'),
  },
  { kind: 'noHandler', targets: servers, paths: ({ handler }) => pathIf(handler === undefined, 'handler') },
  { kind: 'objectType', targets: ['ai-sdk'], paths: (tool) => missing(tool, ['type', 'properties']) },
  { kind: 'objectType', targets: ['letta'], paths: (tool) => missing(tool, ['type']) },
  {
    kind: 'hiddenCharacters',
    targets: ['langchain', 'ai-sdk', 'atp', 'letta'],
    paths: (tool) => (cleaned.of(tool) ?? []).map(({ path }) => path),
  },
];

/** What of a definition the target has no place for, or shows otherwise. */
export function definitionLosses(tool: ClientTool, target: ConversionTarget): Lost[] {
  return rules
    .filter(({ targets }) => targets.includes(target))
    .flatMap(({ kind, paths }) => paths(tool).map((path): Lost => [kind, path]));
}

function masked({ requiresApproval, operationType, sensitivityLevel }: ToolMetadata): string[] {
  return [
    ...pathIf(requiresApproval === true, 'metadata/requiresApproval'),
    ...pathIf(operationType === ToolOperationType.DESTRUCTIVE, 'metadata/operationType'),
    ...pathIf(sensitivityLevel === ToolSensitivityLevel.SENSITIVE, 'metadata/sensitivityLevel'),
  ];
}

/** The AI SDK's adapter adds nothing where both are there. */
function missing({ inputSchema }: ClientTool, added: readonly string[]): string[] {
  return added.filter((keyword) => !(keyword in inputSchema)).map((keyword) => `inputSchema/${keyword}`);
}

function hasMembers(metadata: ToolMetadata): boolean {
  return Object.keys(metadata).length > 0;
}

function pathIf(isLost: boolean, path: string): string[] {
  return isLost ? [path] : [];
}
