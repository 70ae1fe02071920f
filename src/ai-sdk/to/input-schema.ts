import { toObjectSchema } from '../../schema/object-schema.js';
import { native } from '../../tool/native.js';
import type { ClientTool, JSONSchema } from '../../types.js';
import { checkInput } from './check-input.js';
import { toSDKSchema } from './sdk-schema.js';

/**
 * The input schema. It reports what is wrong with an input, and returns a valid one as the model sent it: the bridge parses
 * that once, when the call runs, and what is approved and stored is what the model sent.
 */
export function toInputSchema(tool: ClientTool): object {
  return toSDKSchema(toObjectSchema(shownSchema(tool)), (value) => checkInput(tool, value));
}

/** The tool's schema, unless the AI SDK shows this very schema differently. */
function shownSchema(tool: ClientTool): JSONSchema {
  const shown = native.of(tool)?.shown;
  return shown?.of === tool.inputSchema ? shown.as : tool.inputSchema;
}
