import { type MemberNames, refuseUnknown } from '../../refuse-unknown.js';
import { getProperty } from '../../unknown.js';

/** Throws a TypeError if the options of a function lack the official client or the agent's id, or have one that it does not know. */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options,
  known: MemberNames<Options>,
): void {
  refuseUnknown(`an option of ${caller}()`, options, known);
  const agents = getProperty(getProperty(options, 'client'), 'agents');
  if (agents === undefined)
    throw new TypeError(
      `${caller}() requires \`client\`, the official client: new Letta({ … }) of @letta-ai/letta-client.`,
    );
  const agentId = getProperty(options, 'agentId');
  if (typeof agentId !== 'string' || agentId === '')
    throw new TypeError(`${caller}() requires the agentId of a Letta agent, "agent-…".`);
}
