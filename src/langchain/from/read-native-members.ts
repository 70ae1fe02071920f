import type { Native } from '../../tool/native.js';
import { isObject } from '../../unknown.js';
import type { ConvertibleTool } from './convertible-tool.js';

/**
 * Reads the members that only LangChain understands. Callbacks, `verbose` and `defaultConfig` are not among them: the
 * tool's own run has them in every framework, and in LangChain they would take effect twice.
 */
export function readNativeMembers(tool: ConvertibleTool): Native['members'] {
  const { returnDirect, extras, tags, metadata } = tool as Readonly<Record<string, unknown>> & ConvertibleTool;
  return {
    ...(returnDirect === true && { returnDirect }),
    ...(isObject(extras) && { extras }),
    ...(Array.isArray(tags) && tags.length > 0 && { tags }),
    ...(metadata && readMetadata(metadata)),
  };
}

/** Omits the mark of a headless tool, and the version that LangChain's core adds. */
function readMetadata({ headlessTool: _, versions, ...metadata }: Record<string, unknown>): Native['members'] {
  const userMetadata =
    '@langchain/core' in Object(versions) || versions === undefined ? metadata : { ...metadata, versions };
  return Object.keys(userMetadata).length > 0 ? { metadata: userMetadata } : {};
}
