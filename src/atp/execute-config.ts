/** How an execution is to run; the server's own limits and defaults apply where a member is absent. */
export interface ExecuteConfig {
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

/** What the server ignores over HTTP: to accept it would promise a protection that is not there. */
const ignored = new Map([
  ['securityPolicies', 'the ATP server uses its own list and ignores it over HTTP. Set the policies on the server.'],
  ['toolRules', 'the ATP server ignores it over HTTP. Use connectATP({ policy: policyFrom({ rules }) }).'],
  ['clientServices', 'it is set by connectATP() from what this client has.'],
]);

/** Throws a TypeError for members that would have no effect. */
export function checkConfig(config: ExecuteConfig): void {
  for (const [member, reason] of ignored) {
    if (Object.hasOwn(config, member)) throw new TypeError(`config.${member} cannot be sent: ${reason}`);
  }
}
