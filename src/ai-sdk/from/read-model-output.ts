import { toJSON } from '../../result/to-json.js';
import type { ToolResultParts } from '../../result/tool-result.js';
import { getProperty } from '../../unknown.js';
import { readContentPart } from './read-content-part.js';

/** What a tool's own `toModelOutput` answered: content for the model, or that the call failed. */
export function readModelOutput(answer: unknown): Pick<ToolResultParts, 'content' | 'error'> {
  const value = getProperty(answer, 'value');
  switch (getProperty(answer, 'type')) {
    case 'text':
      return text(String(value));
    case 'json':
      return text(JSON.stringify(toJSON(value)));
    case 'content':
      return { content: (value as readonly unknown[]).map(readContentPart) };
    case 'error-text':
      return { error: { message: String(value) } };
    case 'error-json':
      return { error: { message: JSON.stringify(toJSON(value)), data: value } };
    case 'execution-denied':
      return { error: { code: 'denied', message: String(getProperty(answer, 'reason') ?? 'The tool was not run.') } };
    default:
      return unreadable;
  }
}

/** The author's words for the model are missing; showing it the bare output instead might show what they leave out. */
export const unreadable: Pick<ToolResultParts, 'content'> = text('The output of this tool cannot be shown.');

function text(value: string): Pick<ToolResultParts, 'content'> {
  return { content: [{ type: 'text', text: value }] };
}
