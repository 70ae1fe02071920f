import { getProperty } from '../unknown.js';

/** The configuration of an execution. Absent members take the server's defaults; the server's limits always apply. */
export interface ATPExecuteConfig {
  /** Maximum running time in milliseconds, without pauses. */
  readonly timeout?: number | undefined;
  /** Maximum memory in bytes. */
  readonly memory?: number | undefined;
  /** Maximum LLM calls. */
  readonly llmCalls?: number | undefined;
  /** `none`, `proxy` or `ast`: how the server tracks where values come from, for its security policies. */
  readonly provenanceMode?: string | undefined;
  /** Tokens of executions of other connections. Those of this connection are added: the newest 1,000 are sent. */
  readonly provenanceHints?: readonly string[] | undefined;
  readonly requestContext?: Readonly<Record<string, unknown>> | undefined;
}

/** Members that the server ignores over HTTP. To accept them would promise a protection that does not exist. */
const ignored = {
  securityPolicies: 'the ATP server uses only its own list. Set it on the server',
  toolRules: 'the ATP server ignores it. Use connectATP({ policy: policyFrom({ rules }) })',
  clientServices: 'connectATP() sets it',
};

/** Throws a TypeError for members that would have no effect. */
export function checkConfig(config: ATPExecuteConfig): void {
  for (const [member, reason] of Object.entries(ignored)) {
    if (Object.hasOwn(config, member)) throw new TypeError(`config.${member} cannot be sent: ${reason}.`);
  }
}

/** Returns how long code may run, in milliseconds: the server's limit in its answer to `/api/info`, or a lower one of the user. */
export function readMaxTimeout(info: unknown, { timeout }: ATPExecuteConfig): number | undefined {
  const maxTimeout = getProperty(getProperty(info, 'limits'), 'maxTimeout');
  const limits = [maxTimeout, timeout].filter((limit) => typeof limit === 'number');
  return limits.length > 0 ? Math.min(...limits) : undefined;
}
