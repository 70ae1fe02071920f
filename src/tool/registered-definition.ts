import { toJSON } from '../result/to-json.js';
import type { ClientTool, ToolDefinition, ToolMetadata } from '../types.js';

/** A tool, and its definition as it was when the tool was registered. */
export interface RegisteredTool {
  readonly tool: ClientTool;
  readonly definition: RegisteredDefinition;
}

/** What decides about a tool's calls, as it was when the tool was registered. */
export interface RegisteredDefinition extends ToolDefinition {
  readonly needsApproval?: ClientTool['needsApproval'];
}

/**
 * Returns a frozen copy of what policies, approvals and digests read of a tool, so that a later change of the author's object
 * does not lift an approval. Marks are copied too. Schemas are not: a copy of them would take as long as all else that
 * registration does. A schema that is changed later therefore changes what is offered and checked, but no ruling.
 */
export function registeredDefinition(tool: ClientTool): RegisteredDefinition {
  const { name, namespace, description, inputSchema, outputSchema, metadata, needsApproval } = tool;
  return Object.freeze({
    ...tool,
    name,
    namespace,
    description,
    inputSchema,
    outputSchema,
    metadata: metadata && Object.freeze(toJSON(metadata) as ToolMetadata),
    ...(needsApproval && { needsApproval }),
  });
}
