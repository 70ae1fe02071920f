/** Tools defined once, for any agent and any agent server. @module */

export { createBridge } from './bridge/create-bridge.js';
export { ToolferryError } from './errors.js';
export { type ApprovalQueue, createApprovalQueue, type PendingApproval } from './policy/approval-queue.js';
export { checkPolicy, type UnmatchedRule } from './policy/check-policy.js';
export { type Granted, policyFrom } from './policy/policy-from.js';
export type { ToolRules } from './policy/tool-rules.js';
export type { JSONOf } from './result/json-of.js';
export { type RichResult, type ToolResultParts, toolResult } from './result/tool-result.js';
export type { AuthorSchema, SchemaInterface, StandardJSONSchema } from './schema/standard.js';
export { approvalDigest } from './tool/approval-digest.js';
export { checkDefinition } from './tool/check-definition.js';
export {
  type DefinedTool,
  defineTool,
  type InputOf,
  type NamedTool,
  type ReturnedBy,
  type SentInputOf,
  type ToolFields,
} from './tool/define-tool.js';
export { type LimitedTool, type LimitOutputOptions, limitOutput } from './tool/limit-output.js';
export { ToolOperationType, ToolSensitivityLevel } from './tool/security-levels.js';
export { toolName } from './tool/tool-name.js';
export type * from './types.js';
