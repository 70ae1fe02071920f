import { nativeOf } from '../tool/native.js';
import type { ClientTool, JSONSchema } from '../types.js';
import { toSDKSchema } from './sdk-schema.js';

const loadCheck = () => import('./calls.js');

let loaded: Awaited<ReturnType<typeof loadCheck>> | undefined;

/**
 * The input schema. It says what is wrong with an input, and gives a good one back as the model sent it: the bridge parses
 * that, once, when the call runs, and what is approved and stored is what the model said.
 */
export function toInputSchema(tool: ClientTool): object {
  return toSDKSchema(withObjectType(shownSchema(tool)), (value) =>
    loaded
      ? loaded.checkInput(tool, value)
      : loadCheck().then((module) => {
          loaded = module;
          return module.checkInput(tool, value);
        }),
  );
}

/** The tool's schema, unless the AI SDK shows this very schema otherwise. */
function shownSchema(tool: ClientTool): JSONSchema {
  const shown = nativeOf(tool)?.shown;
  return shown?.of === tool.inputSchema ? shown.as : tool.inputSchema;
}

/** OpenAI refuses parameters without `type` and `properties`; for an input, which is an object, they add nothing. */
function withObjectType(schema: JSONSchema): JSONSchema {
  return 'type' in schema && 'properties' in schema ? schema : { type: 'object', properties: {}, ...schema };
}
