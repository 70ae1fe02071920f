import type { MessageCreateParams } from '@letta-ai/letta-client/resources/agents/messages';
import { toObjectSchema } from '../../schema/object-schema.js';
import type { JSONSchema } from '../../types.js';
import type { CallOptions } from './language-model-v2.js';

/** Converts the function tools of a call, with the AI SDK's names; none for `toolChoice: 'none'`. */
export function toCallTools({ tools = [], toolChoice }: CallOptions): MessageCreateParams.ClientTool[] {
  if (toolChoice?.type === 'none') return [];
  return tools
    .filter(({ type }) => type === 'function')
    .map(({ name, description = '', inputSchema }) => ({
      name,
      description,
      parameters: toObjectSchema(inputSchema as JSONSchema),
    }));
}
