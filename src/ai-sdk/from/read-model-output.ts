import { toJSON } from '../../result/to-json.js';
import type { ToolResultParts } from '../../result/tool-result.js';
import { getProperty } from '../../unknown.js';
import { readContentPart } from './read-content-part.js';

/** Reads the result of a tool's own `toModelOutput`: content for the model, or a failure. */
export function readModelOutput(modelOutput: unknown): Pick<ToolResultParts, 'content' | 'error'> {
  const value = getProperty(modelOutput, 'value');
  switch (getProperty(modelOutput, 'type')) {
    case 'text':
      return textContent(String(value));
    case 'json':
      return textContent(JSON.stringify(toJSON(value)));
    case 'content':
      return { content: (value as readonly unknown[]).map(readContentPart) };
    case 'error-text':
      return { error: { message: String(value) } };
    case 'error-json':
      return { error: { message: JSON.stringify(toJSON(value)), data: value } };
    case 'execution-denied':
      return {
        error: { code: 'denied', message: String(getProperty(modelOutput, 'reason') ?? 'The tool was not run.') },
      };
    default:
      return unreadable;
  }
}

/**
 * Replaces a model output that cannot be read. The plain output might contain data that the author does not show the
 * model.
 */
export const unreadable: Pick<ToolResultParts, 'content'> = textContent('The output of this tool cannot be shown.');

function textContent(value: string): Pick<ToolResultParts, 'content'> {
  return { content: [{ type: 'text', text: value }] };
}
