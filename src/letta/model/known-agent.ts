import type { Letta } from '@letta-ai/letta-client';
import { ToolferryError } from '../../errors.js';
import { readAgent } from '../rest/read-agent.js';
import { isGated } from '../rest/server-tools.js';

/** What a model needs to know about its agent. */
export interface KnownAgent {
  /** The most characters of one result. */
  readonly maxCharacters: number;
  /** Names of the server's tools that run without a yes from here. */
  readonly ungated: ReadonlySet<string>;
}

/** Reads the agent when it is first asked for, and again only after a failure. Rejects `unsupported_agent`. */
export function knownAgent(
  client: Letta,
  agentId: string,
  overrideModel: string | null | undefined,
): () => Promise<KnownAgent> {
  let known: Promise<KnownAgent> | undefined;
  return () => {
    known ??= read(client, agentId, overrideModel).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/**
 * Throws for a tool that the server has too and runs freely: while it is offered from here the client's is asked for, and as
 * soon as it is not (`activeTools`) the server's would run. A server's tool that waits for approval may be stood in for.
 */
export function checkOffered(names: Iterable<string>, { ungated }: KnownAgent): void {
  const taken = [...names].filter((name) => ungated.has(name));
  if (taken.length === 0) return;
  const list = taken.map((name) => `"${name}"`).join(', ');
  throw new ToolferryError(
    'invalid_tool',
    `The agent's server runs tools named ${list} by itself. Rename the ones given here, or let the server's require approval.`,
  );
}

async function read(client: Letta, agentId: string, overrideModel: string | null | undefined): Promise<KnownAgent> {
  const { agent, serverTools, maxCharacters } = await readAgent(client, agentId, overrideModel);
  const ungated = serverTools.filter((tool) => !isGated(tool, agent)).map(({ name }) => name ?? '');
  return { maxCharacters, ungated: new Set(ungated) };
}
