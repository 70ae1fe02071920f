import type { LettaRequestFields } from './pause.js';

/** Without these a turn that pauses, or ends, would say nothing. */
const needed = ['approval_request_message', 'assistant_message', 'tool_call_message', 'tool_return_message'] as const;

/**
 * What the user wants every request to say. Throws for a `max_steps` under 2: taking results is a step of its own, so that a
 * turn would end before the model saw them.
 */
export function checkFields(fields: LettaRequestFields): LettaRequestFields {
  const { max_steps, include_return_message_types: wanted } = fields;
  if (max_steps !== undefined && max_steps < 2)
    throw new TypeError('request.max_steps must be at least 2: Letta counts taking results as a step of its own.');
  return wanted ? { ...fields, include_return_message_types: [...new Set([...wanted, ...needed])] } : fields;
}
