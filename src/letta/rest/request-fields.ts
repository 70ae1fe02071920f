import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';

/** Fields that are sent with every request of a turn, because Letta applies them to one request only. */
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

/** The messages without which a turn's calls and text would be missing. */
const requiredTypes = [
  'approval_request_message',
  'assistant_message',
  'tool_call_message',
  'tool_return_message',
] as const;

/**
 * Adds the required message types to the user's fields. Throws for a `max_steps` under 2: Letta counts processing results as a
 * step, so that a turn would end before the model read them.
 */
export function toRequestFields(fields: LettaRequestFields): LettaRequestFields {
  const { max_steps, include_return_message_types: wanted } = fields;
  if (max_steps !== undefined && max_steps < 2)
    throw new TypeError('request.max_steps must be at least 2: Letta counts processing results as a step.');
  return wanted ? { ...fields, include_return_message_types: [...new Set([...wanted, ...requiredTypes])] } : fields;
}
