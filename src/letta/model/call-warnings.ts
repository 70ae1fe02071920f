import { getProperty } from '../../unknown.js';
import type { CallOptions, CallTool, CallWarning, ProviderTool } from './language-model-v2.js';
import { provider } from './ticket.js';

/** What the agent's own configuration at the server decides. */
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

/** What of a call has no effect on a Letta agent. */
export function callWarnings(options: CallOptions): CallWarning[] {
  const { prompt, tools = [], toolChoice, responseFormat } = options;
  const isForced = toolChoice?.type === 'required' || toolChoice?.type === 'tool';
  return [
    ...settings.filter((setting) => isSet(getProperty(options, setting))).map((setting) => unsupported(setting)),
    ...(responseFormat?.type === 'json' ? [unsupported('responseFormat')] : []),
    ...(isForced ? [unsupported('toolChoice', 'The agent chooses; only "auto" and "none" have an effect.')] : []),
    ...tools.filter(isForeign).map((tool) => ({ type: 'unsupported-tool' as const, tool: toProviderTool(tool) })),
    ...(prompt.some(({ role }) => role === 'system') ? [systemWarning] : []),
  ];
}

/** ai 7 always says `reasoning`. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 'provider-default';
}

function unsupported(setting: string, details = 'The agent has its own, at the server.'): CallWarning {
  return { type: 'unsupported-setting', setting, details };
}

/** A provider's tool that is not the agent's own. */
function isForeign({ type, id }: CallTool): boolean {
  return type !== 'function' && !id?.startsWith(`${provider}.`);
}

function toProviderTool({ name, id }: CallTool): ProviderTool {
  return { type: 'provider-defined', id: (id ?? `unknown.${name}`) as ProviderTool['id'], name, args: {} };
}

const systemWarning: CallWarning = {
  type: 'other',
  message:
    'System messages are not sent: the agent has its own system prompt, with its memory. `request: { override_system }` replaces it.',
};
