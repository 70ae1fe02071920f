import { cleaned } from '../tool/marks.js';
import { ToolOperationType, ToolSensitivityLevel } from '../tool/security-levels.js';
import { toolName } from '../tool/tool-name.js';
import type { ClientTool, ToolMetadata } from '../types.js';
import type { LossKind } from './loss-kinds.js';
import type { ConversionTarget, Lost } from './lost.js';

/** The targets of a kind of loss, and the paths of a tool that it affects. */
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
  {
    kind: 'hiddenCharacters',
    targets: ['langchain', 'ai-sdk', 'atp', 'letta'],
    paths: (tool) => (cleaned.of(tool) ?? []).map(({ path }) => path),
  },
];

/** Returns the parts of a definition that the target does not support or shows differently. */
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

function hasMembers(metadata: ToolMetadata): boolean {
  return Object.keys(metadata).length > 0;
}

function pathIf(isLost: boolean, path: string): string[] {
  return isLost ? [path] : [];
}
