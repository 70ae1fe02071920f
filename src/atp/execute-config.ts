/** How an execution is to run; the server's own limits and defaults apply where a member is absent. */
export interface ATPExecuteConfig {
  /** Milliseconds the code may run; pauses do not count. */
  readonly timeout?: number | undefined;
  /** Bytes the code may use. */
  readonly memory?: number | undefined;
  /** LLM calls the code may make. */
  readonly llmCalls?: number | undefined;
  /** `none`, `proxy` or `ast`: whether the server tracks where values come from, and its policies look at that. */
  readonly provenanceMode?: string | undefined;
  readonly provenanceHints?: readonly string[] | undefined;
  readonly requestContext?: Readonly<Record<string, unknown>> | undefined;
}

/** What the server ignores over HTTP, and what to do instead: to accept it would promise a protection that is not there. */
const ignored = {
  securityPolicies: 'the ATP server uses its own list. Set it there',
  toolRules: 'the ATP server ignores it. Use connectATP({ policy: policyFrom({ rules }) })',
  clientServices: 'connectATP() sets it',
};

/** Throws a TypeError for members that would have no effect. */
export function checkConfig(config: ATPExecuteConfig): void {
  for (const [member, reason] of Object.entries(ignored)) {
    if (Object.hasOwn(config, member)) throw new TypeError(`config.${member} cannot be sent: ${reason}.`);
  }
}
