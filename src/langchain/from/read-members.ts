import type { Native } from '../../tool/native.js';
import { isObject } from '../../unknown.js';
import type { ConvertibleTool } from './convertible-tool.js';

/**
 * What only LangChain knows of a tool. Not its callbacks, `verbose` and `defaultConfig`: its own run has them in each
 * framework, and in LangChain they would be told twice.
 */
export function readMembers(tool: ConvertibleTool): Native['members'] {
  const { returnDirect, extras, tags, metadata } = tool as Readonly<Record<string, unknown>> & ConvertibleTool;
  return {
    ...(returnDirect === true && { returnDirect }),
    ...(isObject(extras) && { extras }),
    ...(Array.isArray(tags) && tags.length > 0 && { tags }),
    ...(metadata && readMetadata(metadata)),
  };
}

/** Without the mark of a headless tool, and without the version that LangChain's core writes by itself. */
function readMetadata({ headlessTool: _, versions, ...metadata }: Record<string, unknown>): Native['members'] {
  const own = '@langchain/core' in Object(versions) || versions === undefined ? metadata : { ...metadata, versions };
  return Object.keys(own).length > 0 ? { metadata: own } : {};
}
