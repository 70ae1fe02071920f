import { getProperty } from '../../unknown.js';
import type { CallOptions, CallTool, CallWarning, ProviderTool } from './language-model-v2.js';
import { provider } from './pause-reference.js';

/** The settings that the agent's configuration on the server determines. */
const settings = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'reasoning',
];

/** Returns a warning for each option of a call that has no effect on a Letta agent. */
export function callWarnings(options: CallOptions): CallWarning[] {
  const { prompt, tools = [], toolChoice, responseFormat } = options;
  const isForced = toolChoice?.type === 'required' || toolChoice?.type === 'tool';
  return [
    ...settings.filter((setting) => isSet(getProperty(options, setting))).map((setting) => unsupported(setting)),
    ...(responseFormat?.type === 'json' ? [unsupported('responseFormat')] : []),
    ...(isForced
      ? [unsupported('toolChoice', 'The agent chooses its tools; only "auto" and "none" have an effect.')]
      : []),
    ...tools
      .filter(isOfOtherProvider)
      .map((tool) => ({ type: 'unsupported-tool' as const, tool: toProviderTool(tool) })),
    ...(prompt.some(({ role }) => role === 'system') ? [systemWarning] : []),
  ];
}

/** ai 7 always passes `reasoning`. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 'provider-default';
}

function unsupported(setting: string, details = 'The agent is configured on its server.'): CallWarning {
  return { type: 'unsupported-setting', setting, details };
}

/** Returns whether a tool belongs to another provider. */
function isOfOtherProvider({ type, id }: CallTool): boolean {
  return type !== 'function' && !id?.startsWith(`${provider}.`);
}

function toProviderTool({ name, id }: CallTool): ProviderTool {
  return { type: 'provider-defined', id: (id ?? `unknown.${name}`) as ProviderTool['id'], name, args: {} };
}

const systemWarning: CallWarning = {
  type: 'other',
  message:
    'System messages are not sent: the agent has a system prompt with its memory. `request: { override_system }` replaces it.',
};
