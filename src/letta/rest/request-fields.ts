import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';

/** Letta forgets these after each request: they go with every one of a turn. */
export type LettaRequestFields = Pick<
  MessageCreateParams,
  | 'max_steps'
  | 'override_model'
  | 'override_system'
  | 'client_skills'
  | 'include_return_message_types'
  | 'include_compaction_messages'
  | 'stream_tokens'
  | 'background'
>;

/** Without these a turn that pauses, or ends, would say nothing. */
const needed = ['approval_request_message', 'assistant_message', 'tool_call_message', 'tool_return_message'] as const;

/**
 * What the user wants every request to say. Throws for a `max_steps` under 2: taking results is a step of its own, so that a
 * turn would end before the model saw them.
 */
export function toRequestFields(fields: LettaRequestFields): LettaRequestFields {
  const { max_steps, include_return_message_types: wanted } = fields;
  if (max_steps !== undefined && max_steps < 2)
    throw new TypeError('request.max_steps must be at least 2: Letta counts taking results as a step of its own.');
  return wanted ? { ...fields, include_return_message_types: [...new Set([...wanted, ...needed])] } : fields;
}
